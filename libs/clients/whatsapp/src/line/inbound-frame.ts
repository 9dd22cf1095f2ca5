/**
 * What the line itself says, before Baileys does anything with it: the order of messages, and what became of ours.
 * Baileys reports neither a plain acknowledgement nor an order one can rely on.
 */
import type { BinaryNode } from '../baileys.js';
import { getBinaryNodeChildren } from '../baileys.js';
import {
  chatIdentity,
  isPersonalChat,
  isSameAccount,
  withoutDevice,
} from '../messages/message-identity.js';
import type { ChatIdentity } from '../messages/message-identity.js';
import type { WhatsappReceipt } from '../messages/whatsapp-message.js';

/** The account's own two addresses. */
export interface OwnAddresses {
  id?: string | undefined;
  lid?: string | null | undefined;
}

/** The envelope of an incoming message. */
export interface InboundFrame extends ChatIdentity {
  arrival: number;
  id: string;
  fromMe: boolean;
  /** Between the account's own devices: not a message of a chat. */
  peer: boolean;
  pushName: string | null;
  /** Milliseconds since 1970. */
  timestamp: number;
}

/** The ciphertexts of a message, by which the decryption recognises the envelope they came in. */
export function ciphertextsOf(stanza: BinaryNode): Uint8Array[] {
  return getBinaryNodeChildren(stanza, 'enc').flatMap(({ content }) =>
    content instanceof Uint8Array ? [content] : [],
  );
}

/** Whether it is only there to say that it can be opened once, on the phone: no linked device gets more of it. */
export function isViewOnceNotice(stanza: BinaryNode): boolean {
  const notices = getBinaryNodeChildren(stanza, 'unavailable');
  return notices.some(({ attrs }) => attrs.type?.startsWith('view_once') === true);
}

/** Reads a `<message>`; null when it is not of a personal chat. */
export function inboundFrame(
  stanza: BinaryNode,
  arrival: number,
  own: OwnAddresses,
): InboundFrame | null {
  const { id, from, t, notify, category } = stanza.attrs;
  if (stanza.tag !== 'message' || !id || !from || !isBetweenPeople(stanza)) return null;
  const fromMe = isOwn(from, own);
  return {
    ...(fromMe ? recipientOf(stanza, from) : senderOf(stanza, from)),
    arrival,
    id,
    fromMe,
    peer: category === 'peer',
    pushName: fromMe ? null : (notify ?? null),
    timestamp: Number(t ?? 0) * 1000,
  };
}

/** What the owner wrote elsewhere names whom they wrote to. */
function isBetweenPeople({ attrs: { from, recipient } }: BinaryNode): boolean {
  return [from, recipient].every((address) => !address || isPersonalChat(address));
}

function isOwn(address: string, { id, lid }: OwnAddresses): boolean {
  return isSameAccount(address, id) || isSameAccount(address, lid);
}

function recipientOf({ attrs }: BinaryNode, from: string): ChatIdentity {
  return chatIdentity(attrs.recipient ?? from, attrs.peer_recipient_pn ?? attrs.peer_recipient_lid);
}

function senderOf({ attrs }: BinaryNode, from: string): ChatIdentity {
  return chatIdentity(from, attrs.sender_pn ?? attrs.sender_lid);
}

/** Reads an acknowledgement or a receipt about messages that this account sent; empty for anything else. */
export function receiptsOf(stanza: BinaryNode, own: OwnAddresses): WhatsappReceipt[] {
  const { id, from } = stanza.attrs;
  if (!id || !from || !isPersonalChat(from)) return [];
  const about = { id, chat: withoutDevice(from) };
  if (stanza.tag === 'ack') return acknowledgement(stanza, about);
  return stanza.tag === 'receipt' && !isOwn(from, own) ? confirmations(stanza, about) : [];
}

type About = Pick<WhatsappReceipt, 'id' | 'chat'>;

function acknowledgement({ attrs }: BinaryNode, about: About): WhatsappReceipt[] {
  if (attrs.class !== 'message') return [];
  if (attrs.error) return [{ ...about, status: 'failed', code: attrs.error }];
  return [{ ...about, status: 'sent' }];
}

function confirmations({ attrs, content }: BinaryNode, about: About): WhatsappReceipt[] {
  const status = statusOf(attrs.type);
  if (status === null) return [];
  const lists = Array.isArray(content) ? content : [];
  const items = lists.flatMap((list) => getBinaryNodeChildren(list, 'item'));
  const more = items.flatMap((item) => (item.attrs.id ? [item.attrs.id] : []));
  return [about.id, ...more].map((id) => ({ ...about, id, status }));
}

/** `inactive` is a delivery to a device that is not on screen. Other types are not about reading or delivery. */
function statusOf(type: string | undefined): 'delivered' | 'read' | null {
  if (type === undefined || type === '' || type === 'inactive') return 'delivered';
  return type === 'read' || type === 'played' ? 'read' : null;
}
