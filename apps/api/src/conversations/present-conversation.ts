import type { ConversationMessage, ListedConversation } from '#features/messaging';
import type { ConversationDto, MessageDto } from './conversations.dto.js';

/** A conversation as its seller sees it. */
export function presentConversation(row: ListedConversation): ConversationDto {
  const { channelId, platform, lastAt } = row;
  return {
    id: row.id,
    kind: row.kind,
    channel:
      channelId && platform
        ? { id: channelId, platform, displayName: row.channelName ?? '' }
        : null,
    buyerName: row.buyerName,
    state: row.state,
    owner: row.owner,
    humanUntil: row.owner === 'human' ? row.humanUntil : null,
    unread: row.unread,
    note: row.note,
    unreachable: row.unreachable,
    lastMessage: lastAt
      ? { text: row.lastText ?? '', author: row.lastAuthor ?? '', at: lastAt }
      : null,
    updatedAt: row.updatedAt,
  };
}

/** A message as its seller sees it. */
export function presentMessage(row: ConversationMessage): MessageDto {
  return {
    id: row.id,
    direction: row.direction,
    author: row.author,
    text: row.text,
    quoted: row.quoted,
    media: row.media.map(({ kind, id, mimeType, transcript }) => ({
      kind,
      url: id ? `/media/${id}` : null,
      mimeType: mimeType ?? null,
      transcript: transcript ?? null,
    })),
    status: row.status,
    error: row.error,
    runId: row.runId,
    at: row.at,
  };
}
