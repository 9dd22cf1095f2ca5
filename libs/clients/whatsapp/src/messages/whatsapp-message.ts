/** What the client says about messages, in WhatsApp's terms and nobody else's. */

/** What kind of thing somebody sent. */
export type MessageKind = 'text' | 'image' | 'voice' | 'other';

/** What is needed to fetch a picture or a recording from WhatsApp. JSON, may be stored; the key in it is a secret. */
export interface MediaHandle {
  type: 'image' | 'audio';
  mimeType: string;
  /** As the sender says; not to be trusted. */
  sizeBytes: number | null;
  directPath: string;
  /** Base64. */
  mediaKey: string;
}

/** A message in a personal chat. */
export interface WhatsappMessage {
  /** Counts up in order of arrival while the connection object lives; 0 for history. */
  arrival: number;
  /** Unique within a chat and direction. */
  id: string;
  /** The other side, LID first. */
  chat: string;
  /** The other side by phone number, when `chat` is a LID and the number is known. */
  alt: string | null;
  /** Written by the account's owner on another device: a human, since what this client sends does not come back. */
  fromMe: boolean;
  /** The name the sender gave themselves. */
  pushName: string | null;
  /** When it was sent, in milliseconds since 1970, by WhatsApp's clock. */
  timestamp: number;
  kind: MessageKind;
  /** The text, the caption, or what was chosen; null where there is none. */
  text: string | null;
  /** The id of the message whose text this one replaces. */
  edits: string | null;
  /** What it answers to, as the sender's app tells it, which can tell anything; missing in what was journalled before. */
  quotes?: string | null;
  media: MediaHandle | null;
  /** From before the device was linked; never to be answered. */
  history: boolean;
}

/** How far a message that was sent has got. `failed` has WhatsApp's code. */
export interface WhatsappReceipt {
  id: string;
  chat: string;
  status: 'sent' | 'delivered' | 'read' | 'failed';
  code?: string;
}

/**
 * A message that could not be read. Baileys asks for it again by itself; it comes as a normal message if that helps.
 * `already_read` is a redelivery of one that was journalled: nothing is missing.
 */
export interface UndecryptableMessage {
  arrival: number;
  id: string;
  chat: string;
  fromMe: boolean;
  reason: 'already_read' | 'no_session' | 'unreadable' | 'absent';
}
