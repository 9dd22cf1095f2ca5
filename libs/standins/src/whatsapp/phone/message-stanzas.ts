/** How a phone addresses and encrypts one message for one linked device. */
import { encodeWAMessage, type BinaryNode, type proto } from '@whiskeysockets/baileys';
import { node, seconds } from '../wire/nodes.js';
import type { KeyBundle, SignalEndpoint } from '../wire/signal-endpoint.js';
import type { Companion } from './companion.js';

/** The phone that writes. */
export interface Author {
  readonly pn: string;
  readonly lid: string;
  readonly pushName: string;
  readonly endpoint: SignalEndpoint;
}

/** How the message is to go out. */
export interface Sealing {
  /** `lid` is how WhatsApp addresses today, `pn` the older way. */
  addressing?: 'lid' | 'pn';
  at?: Date;
  /** `peer`: for one's own device only. */
  category?: 'peer';
  /** To encrypt with a new session from these keys. */
  bundle?: KeyBundle;
  /** How often it has been asked for again. */
  count?: string;
  /** It is a copy for one's own device of a message to that account. */
  copyOf?: { pn: string; lid: string };
}

/** The encrypted stanza. */
export async function sealMessage(
  author: Author,
  to: Companion,
  id: string,
  message: proto.IMessage,
  o: Sealing,
): Promise<BinaryNode> {
  const { copyOf, bundle } = o;
  const content = copyOf ? { deviceSentMessage: { destinationJid: copyOf.lid, message } } : message;
  const sealed = await author.endpoint.encrypt(
    to.signalAddress,
    encodeWAMessage(content),
    () => bundle ?? to.takeBundle(),
    bundle !== undefined,
  );
  const enc = node('enc', { v: '2', type: sealed.type, count: o.count }, sealed.ciphertext);
  return envelope(author, id, message, o, enc);
}

/** Why a message comes to a linked device without content; `lost`: as from an advert, and the phone has it no more. */
export type Unavailable = 'advert' | 'view_once' | 'lost';

/** A message without content: an answer to an advert, for which a device has to ask its own phone, or what opens once. */
export function unavailableMessage(
  author: Author,
  id: string,
  at: Date,
  why: Unavailable,
): BinaryNode {
  const type = why === 'view_once' ? why : undefined;
  return envelope(author, id, {}, { at }, node('unavailable', { type }));
}

function envelope(
  author: Author,
  id: string,
  message: proto.IMessage,
  o: Sealing,
  content: BinaryNode,
): BinaryNode {
  const type = message.imageMessage || message.audioMessage ? 'media' : 'text';
  const attrs = { id, t: seconds(o.at), type, notify: author.pushName, category: o.category };
  return node('message', { ...addresses(author, o), ...attrs }, [content]);
}

function addresses({ pn, lid }: Author, { addressing, copyOf }: Sealing): Record<string, string> {
  if (copyOf !== undefined) {
    const to = { recipient: copyOf.lid, peer_recipient_pn: copyOf.pn };
    return { from: lid, ...to, addressing_mode: 'lid' };
  }
  return addressing === 'pn'
    ? { from: pn, sender_lid: lid, addressing_mode: 'pn' }
    : { from: lid, sender_pn: pn, addressing_mode: 'lid' };
}
