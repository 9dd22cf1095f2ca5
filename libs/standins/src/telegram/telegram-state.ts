/** What Telegram's stand-in remembers across restarts: bots, their webhooks, chats and updates not yet confirmed. */

/** A person with the app. */
export interface Person {
  id: number;
  name: string;
  languageCode: string;
}

/** Part of a message's text that is shown differently; offset and length in UTF-16 units. */
export interface TextEntity {
  type: string;
  offset: number;
  length: number;
  url?: string;
}

/** One message of a chat as both sides see it. */
export interface ChatMessage {
  messageId: number;
  from: 'person' | 'bot';
  /** Text or caption; empty for content without any. */
  text: string;
  entities?: TextEntity[];
  /** What it is besides text: photo, voice, sticker …, with Telegram's fields. */
  content?: Record<string, unknown>;
  /** Milliseconds since 1970. */
  atMs: number;
  editedAtMs?: number;
}

/** The private chat of one person with one bot. Its id is the person's. */
export interface Chat {
  person: Person;
  blocked: boolean;
  messages: ChatMessage[];
}

/** An update as the Bot API shows it: `update_id` and one field named after its kind. */
export type Update = { update_id: number } & Record<string, unknown>;

/** An update the bot has not confirmed yet. */
export interface PendingUpdate {
  update: Update;
  chatId: number;
  atMs: number;
}

/** Where the bot wants its updates. */
export interface Webhook {
  url: string;
  secretToken: string | null;
  maxConnections: number;
}

/** One bot. */
export interface Bot {
  id: number;
  token: string;
  name: string;
  username: string;
  /** A revoked token is answered 401. */
  revoked: boolean;
  webhook: Webhook | null;
  /** null: all kinds. */
  allowedUpdates: string[] | null;
  lastError: { atMs: number; message: string } | null;
  nextUpdateId: number;
  nextMessageId: number;
  pending: PendingUpdate[];
  chats: Record<string, Chat>;
}

/** The whole of it. */
export interface TelegramState {
  nextBotId: number;
  bots: Bot[];
}

/** A world without bots. */
export function emptyTelegramState(): TelegramState {
  return { nextBotId: 7_100_000_001, bots: [] };
}

/** Older messages of a chat are forgotten, so that a soak test does not fill the memory. */
export const KEPT_MESSAGES = 2_000;

/** The person as the Bot API shows one. */
export function userOf(person: Person): Record<string, unknown> {
  return {
    id: person.id,
    is_bot: false,
    first_name: person.name,
    language_code: person.languageCode,
  };
}

/** The bot as the Bot API shows itself. */
export function botUserOf(bot: Bot): Record<string, unknown> {
  return { id: bot.id, is_bot: true, first_name: bot.name, username: bot.username };
}

/** The message as the Bot API shows it. */
export function apiMessage(bot: Bot, chat: Chat, message: ChatMessage): Record<string, unknown> {
  const { content, entities, text } = message;
  const words = content === undefined ? 'text' : 'caption';
  return {
    message_id: message.messageId,
    date: Math.floor(message.atMs / 1000),
    chat: { id: chat.person.id, type: 'private', first_name: chat.person.name },
    from: message.from === 'bot' ? botUserOf(bot) : userOf(chat.person),
    ...content,
    ...(text === '' ? {} : { [words]: text }),
    ...(entities === undefined || entities.length === 0
      ? {}
      : { [`${words === 'text' ? '' : 'caption_'}entities`]: entities }),
    ...(message.editedAtMs === undefined
      ? {}
      : { edit_date: Math.floor(message.editedAtMs / 1000) }),
  };
}
