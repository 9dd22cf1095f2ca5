/** An update of the Bot API in the few words this system knows. */

/** Who wrote. */
export interface TelegramSender {
  readonly id: string;
  /** First and last name as the person gave them; may be any text. */
  readonly name: string;
  /** IETF tag of the person's app, null when Telegram does not tell. */
  readonly languageCode: string | null;
}

/** A picture; `fileId` is good for getFile. */
export interface TelegramPhoto {
  readonly fileId: string;
  readonly fileBytes: number | null;
  readonly mimeType: string;
}

/** A voice note. */
export interface TelegramVoice {
  readonly fileId: string;
  readonly fileBytes: number | null;
  readonly mimeType: string;
  readonly durationSeconds: number;
}

/** Something a person wrote to the bot in their private chat. */
export interface TelegramMessage {
  readonly kind: 'message';
  readonly updateId: number;
  readonly chatId: string;
  readonly messageId: number;
  /** The text, or what was written below a picture or a file. */
  readonly text?: string;
  /** The largest size that Telegram made. */
  readonly photo?: TelegramPhoto;
  readonly voice?: TelegramVoice;
  /** The name of what we cannot read: sticker, location, video … */
  readonly unsupported?: string;
  /** What it answers to: the part that was marked, or the whole text or caption. */
  readonly quotes?: string;
  readonly from: TelegramSender;
  /** When it was written, or changed, by Telegram's clock, seconds exact. */
  readonly date: Date;
  /** True when the person changed an earlier message: same chat and message id, new text. */
  readonly edited?: true;
}

/** The person blocked the bot, or started it again. */
export interface TelegramMembership {
  readonly kind: 'blocked' | 'unblocked';
  readonly updateId: number;
  readonly chatId: string;
  readonly date: Date;
}

/** An update we do nothing with: group chats, channels, buttons, what a chat looks like, kinds that did not exist yet. */
export interface TelegramOther {
  readonly kind: 'other';
  readonly updateId: number;
  /** The update's own word for it, e.g. `callback_query`. */
  readonly type: string;
}

/** What Telegram told us; every kind has its `updateId`, by which repeats are known. */
export type TelegramUpdate = TelegramMessage | TelegramMembership | TelegramOther;
