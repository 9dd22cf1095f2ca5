/**
 * Moves what WhatsApp brought from the journal into the inbox, in order of arrival. A message leaves the journal in the
 * transaction that stores it, so that none is lost and none is there twice. Called by the holder of the channel's lease.
 */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { UndecryptableMessage, WhatsappMessage } from '#clients/whatsapp';
import { inTransaction, sqlState, storableText } from '#platform/database';
import { AgentSideLink } from '../agent-side.js';
import type { OpenChannel } from '../channels/channel-driver.js';
import { ConversationDeskService } from '../conversations/conversation-desk.service.js';
import type { LockedConversation } from '../conversations/conversation-owner.repository.js';
import { ConversationsRepository } from '../conversations/conversations.repository.js';
import type { InboxMedium, InboxPayload } from '../inbox/inbox-message.entity.js';
import { InboxService, type AcceptedMessage } from '../inbox/inbox.service.js';
import { quotedText } from '../inbox/quoted-text.js';
import { keptId } from './store/kept-id.js';
import {
  WhatsappAuthRepository,
  type JournalledMessage,
} from './store/whatsapp-auth.repository.js';

const BATCH = 100;
/** Classes of SQLSTATE that are about the values themselves: data exception, broken constraint. */
const REFUSED = /^2[23]/;

type Outcome =
  | { kind: 'accepted'; accepted: AcceptedMessage }
  | { kind: 'taken_over'; conversation: LockedConversation }
  | { kind: 'nothing' };

@Injectable()
export class WhatsappInboundService {
  private readonly logger = new Logger(WhatsappInboundService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly journal: WhatsappAuthRepository,
    private readonly inbox: InboxService,
    private readonly desk: ConversationDeskService,
    private readonly conversations: ConversationsRepository,
    private readonly link: AgentSideLink,
  ) {}

  /** Handles everything in the channel's journal. One call at a time per channel. */
  async drain(channel: OpenChannel, onSeen: (message: WhatsappMessage) => void): Promise<void> {
    let after = '0';
    for (;;) {
      const batch = await this.journal.listJournal(channel.id, after, BATCH);
      for (const entry of batch) {
        if (await this.isHandled(channel, entry)) onSeen(entry.message);
        after = entry.n;
      }
      if (batch.length < BATCH) return;
    }
  }

  /**
   * A message that never came in a form that can be read: the agent asks its buyer for it, and the seller sees that there
   * was one. Should it still come, it is a message of its own.
   */
  async acceptUnread(channel: OpenChannel, { id, chat }: UndecryptableMessage): Promise<void> {
    const { id: channelId, agentId, sellerId } = channel;
    const externalId = `wa:${keptId(id)}`;
    if (await this.inbox.isKnown({ channelId, agentId, externalId })) return;
    const accepted = await this.inbox.accept({
      sellerId,
      agentId,
      channelId,
      kind: 'buyer',
      chatId: chat,
      externalId: `${externalId}:unread`,
      payload: {
        text: '',
        senderId: chat,
        senderName: '',
        sentAt: new Date().toISOString(),
        media: [{ kind: 'other', note: 'unreadable' }],
      },
      source: 'whatsapp',
    });
    this.follow(channel, { kind: 'accepted', accepted });
  }

  /** One that cannot be stored stays in the journal and is tried again; it holds up no other. */
  private async isHandled(channel: OpenChannel, entry: JournalledMessage): Promise<boolean> {
    try {
      this.follow(channel, await this.handle(channel, entry));
      return !entry.message.fromMe;
    } catch (error) {
      const code = sqlState(error);
      if (code === null || !REFUSED.test(code)) throw error;
      this.logger.error({ channelId: channel.id, code }, 'a message stays in the journal');
      return false;
    }
  }

  private async handle(channel: OpenChannel, entry: JournalledMessage): Promise<Outcome> {
    return inTransaction(this.dataSource, async (manager) => {
      await this.journal.removeFromJournal(manager, channel.id, entry.n);
      const { message } = entry;
      if (message.history) return { kind: 'nothing' };
      if (message.alt) {
        await this.conversations.rename(manager, channel.id, {
          from: message.alt,
          to: message.chat,
        });
      }
      return message.fromMe
        ? this.fromPhone(manager, channel, message)
        : this.fromBuyer(manager, channel, message);
    });
  }

  private async fromBuyer(
    manager: EntityManager,
    channel: OpenChannel,
    message: WhatsappMessage,
  ): Promise<Outcome> {
    const accepted = await this.inbox.store(manager, {
      sellerId: channel.sellerId,
      agentId: channel.agentId,
      channelId: channel.id,
      kind: 'buyer',
      chatId: message.chat,
      externalId: `wa:${keptId(message.id)}`,
      payload: this.payloadOf(message),
      source: 'whatsapp',
    });
    return { kind: 'accepted', accepted };
  }

  private async fromPhone(
    manager: EntityManager,
    channel: OpenChannel,
    message: WhatsappMessage,
  ): Promise<Outcome> {
    const conversation = await this.desk.wroteFromPhone(
      manager,
      channel,
      { id: message.chat, name: numberOf(message.alt ?? message.chat) },
      { text: storableText(message.text ?? `(${message.kind})`), externalId: keptId(message.id) },
    );
    return conversation ? { kind: 'taken_over', conversation } : { kind: 'nothing' };
  }

  private follow(channel: OpenChannel, outcome: Outcome): void {
    if (outcome.kind === 'taken_over') this.desk.tookOver(outcome.conversation);
    if (outcome.kind !== 'accepted' || outcome.accepted.duplicate) return;
    this.link.side.wake(channel.agentId);
    this.link.side.nudgeTurn(outcome.accepted);
  }

  private payloadOf(message: WhatsappMessage): InboxPayload {
    const media = this.mediaOf(message);
    return {
      text: message.text ?? '',
      senderId: message.chat,
      senderName: message.pushName ?? numberOf(message.alt ?? message.chat),
      sentAt: new Date(message.timestamp || Date.now()).toISOString(),
      messageId: message.edits ?? message.id,
      ...(message.edits ? { edited: true } : {}),
      ...quotedText(message.quotes),
      ...(media.length > 0 ? { media } : {}),
    };
  }

  /** The handle of a file holds its key, so it is sealed. */
  private mediaOf({ kind, media }: WhatsappMessage): InboxMedium[] {
    if (kind === 'text') return [];
    if (kind === 'other') return [{ kind, note: 'other' }];
    if (!media) return [{ kind }];
    const note = this.journal.sealMedia(media);
    return [{ kind, mimeType: media.mimeType, note }];
  }
}

function numberOf(address: string): string {
  const digits = /^(\d+)@s\.whatsapp\.net$/.exec(address)?.[1];
  return digits ? `+${digits}` : '';
}
