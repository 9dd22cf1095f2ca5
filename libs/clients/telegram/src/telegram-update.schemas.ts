/**
 * Reads updates as webhooks and getUpdates bring them (Bot API, "Update"; field names read 22 Nov 2026).
 * Lenient on purpose: what cannot be read becomes `other` and keeps its update id, so that one odd update
 * neither stops a poller nor makes Telegram deliver it for a day.
 */
import { z } from 'zod';
import type { TelegramMessage, TelegramMembership, TelegramUpdate } from './telegram-update.js';

const date = z.int().transform((seconds) => new Date(seconds * 1000));
const fileBytes = z.int().optional().catch(undefined);

const sender = z.object({
  id: z.int(),
  first_name: z.string().catch(''),
  last_name: z.string().optional().catch(undefined),
  language_code: z.string().optional().catch(undefined),
});

const message = z.looseObject({
  message_id: z.int(),
  date,
  edit_date: date.optional().catch(undefined),
  chat: z.object({ id: z.int(), type: z.literal('private') }),
  from: sender,
  quote: z.object({ text: z.string() }).optional().catch(undefined),
  reply_to_message: z
    .object({ text: z.string().optional(), caption: z.string().optional() })
    .optional()
    .catch(undefined),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(z.object({ file_id: z.string(), file_size: fileBytes })).optional(),
  voice: z
    .object({
      file_id: z.string(),
      file_size: fileBytes,
      mime_type: z.string().catch('audio/ogg'),
      duration: z.int().catch(0),
    })
    .optional(),
  document: z
    .object({ file_id: z.string(), file_size: fileBytes, mime_type: z.string().catch('') })
    .optional(),
});

const membership = z.object({
  date,
  chat: z.object({ id: z.int(), type: z.literal('private') }),
  new_chat_member: z.object({ status: z.string() }),
});

const update = z.looseObject({ update_id: z.int() });

/** The update, or null for what is none at all (no `update_id`). Never throws. */
export function parseTelegramUpdate(raw: unknown): TelegramUpdate | null {
  const parsed = update.safeParse(raw);
  if (!parsed.success) return null;
  const { update_id: updateId, ...body } = parsed.data;
  return (
    readMessage(updateId, body['message']) ??
    readEdited(updateId, body['edited_message']) ??
    readMembership(updateId, body['my_chat_member']) ?? {
      kind: 'other',
      updateId,
      type: Object.keys(body)[0] ?? 'empty',
    }
  );
}

function readEdited(updateId: number, raw: unknown): TelegramMessage | null {
  const edited = readMessage(updateId, raw);
  return edited && { ...edited, edited: true };
}

function readMessage(updateId: number, raw: unknown): TelegramMessage | null {
  const parsed = message.safeParse(raw);
  if (!parsed.success || Object.keys(parsed.data).some((part) => SILENT.has(part))) return null;
  const { from, chat, message_id: messageId } = parsed.data;
  return {
    kind: 'message',
    updateId,
    chatId: String(chat.id),
    messageId,
    ...contentOf(parsed.data),
    ...quotesOf(parsed.data),
    from: {
      id: String(from.id),
      name: [from.first_name, from.last_name].filter(Boolean).join(' '),
      languageCode: from.language_code ?? null,
    },
    date: parsed.data.edit_date ?? parsed.data.date,
  };
}

function quotesOf({ quote, reply_to_message: answered }: z.infer<typeof message>): {
  quotes?: string;
} {
  const quotes = quote?.text ?? answered?.text ?? answered?.caption;
  return quotes === undefined ? {} : { quotes };
}

type Content = Pick<TelegramMessage, 'text' | 'photo' | 'voice' | 'unsupported'>;

function contentOf(raw: z.infer<typeof message>): Content {
  if (raw.text !== undefined) return { text: raw.text };
  const text = raw.caption;
  const withText = text === undefined ? {} : { text };
  const photo = pictureOf(raw);
  if (photo) return { ...withText, photo };
  if (raw.voice) {
    const { file_id: fileId, file_size, mime_type: mimeType, duration } = raw.voice;
    const voice = { fileId, fileBytes: file_size ?? null, mimeType, durationSeconds: duration };
    return { ...withText, voice };
  }
  return { ...withText, unsupported: nameOfContent(raw) };
}

/** The last of `photo` is the largest; a picture can also come as a file. */
function pictureOf(raw: z.infer<typeof message>): TelegramMessage['photo'] | null {
  const largest = raw.photo?.at(-1);
  if (largest) {
    const { file_id: fileId, file_size } = largest;
    return { fileId, fileBytes: file_size ?? null, mimeType: 'image/jpeg' };
  }
  const file = raw.document;
  if (!file?.mime_type.startsWith('image/')) return null;
  return { fileId: file.file_id, fileBytes: file.file_size ?? null, mimeType: file.mime_type };
}

/** What Telegram says in a chat by itself when somebody pins a message, changes the look of the chat, and the like. */
const SILENT = new Set([
  'pinned_message',
  'chat_background_set',
  'message_auto_delete_timer_changed',
  'write_access_allowed',
]);

const ENVELOPE = new Set([
  'message_id',
  'date',
  'chat',
  'from',
  'edit_date',
  'message_thread_id',
  'media_group_id',
  'caption',
  'caption_entities',
  'show_caption_above_media',
  'has_media_spoiler',
  'forward_origin',
  'forward_from',
  'forward_from_chat',
  'forward_from_message_id',
  'forward_signature',
  'forward_sender_name',
  'forward_date',
  'reply_to_message',
  'external_reply',
  'quote',
  'via_bot',
  'has_protected_content',
]);

function nameOfContent(raw: object): string {
  return Object.keys(raw).find((key) => !ENVELOPE.has(key)) ?? 'empty';
}

/** `kicked` is how Telegram calls a blocked bot; whoever comes back is a `member`. */
function readMembership(updateId: number, raw: unknown): TelegramMembership | null {
  const parsed = membership.safeParse(raw);
  if (!parsed.success) return null;
  const { chat, new_chat_member: member } = parsed.data;
  const kind = member.status === 'kicked' ? 'blocked' : 'unblocked';
  return { kind, updateId, chatId: String(chat.id), date: parsed.data.date };
}
