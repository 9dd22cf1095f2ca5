/**
 * Incoming messages of one socket: the envelope comes from the line, the content from the decryption, and the two find
 * each other by the ciphertext itself. A message is journalled and then told; Baileys' own events are not used for it,
 * since they come late (up to 20 s after linking), out of order, and after the receipt.
 */
import type { BinaryNode, proto, SignalRepositoryWithLIDStore } from '../baileys.js';
import type { DecryptHook } from '../cures/decrypt-hook.js';
import {
  decodeMessage,
  messageContent,
  resentMessages,
  type MessageContent,
} from '../messages/message-content.js';
import {
  chatIdentity,
  isLid,
  isPersonalChat,
  type ChatIdentity,
} from '../messages/message-identity.js';
import type { UndecryptableMessage, WhatsappMessage } from '../messages/whatsapp-message.js';
import {
  ciphertextsOf,
  inboundFrame,
  isViewOnceNotice,
  type InboundFrame,
  type OwnAddresses,
} from './inbound-frame.js';

/** What the reader is used with. */
export interface ReaderPorts {
  own(): OwnAddresses;
  nextArrival(): number;
  /** Stores it; a rejection leaves the message with WhatsApp. */
  journal(message: WhatsappMessage): Promise<void>;
  message(message: WhatsappMessage): void;
  undecryptable(message: UndecryptableMessage): void;
}

type Envelope = ChatIdentity &
  Pick<WhatsappMessage, 'arrival' | 'id' | 'fromMe' | 'pushName' | 'timestamp' | 'history'>;

/** What is known of a thing that can be opened once, on the phone. */
const VIEW_ONCE = { kind: 'other', text: null, edits: null, quotes: null, media: null } as const;

/** See the head of this file. */
export class InboundReader implements DecryptHook {
  private readonly frames = new WeakMap<Uint8Array, InboundFrame>();
  private readonly notices = new WeakMap<BinaryNode, InboundFrame>();

  constructor(private readonly ports: ReaderPorts) {}

  /** Takes note of a stanza as it comes off the line. */
  onStanza(stanza: BinaryNode): void {
    if (stanza.tag !== 'message') return;
    const frame = inboundFrame(stanza, this.ports.nextArrival(), this.ports.own());
    if (frame === null) return;
    const ciphertexts = ciphertextsOf(stanza);
    for (const ciphertext of ciphertexts) this.frames.set(ciphertext, frame);
    if (ciphertexts.length > 0) return;
    if (isViewOnceNotice(stanza)) this.notices.set(stanza, frame);
    else this.report(frame, 'absent');
  }

  /** Keeps what has nothing to decrypt; to be called when its turn has come, before Baileys confirms it. */
  async undecrypted(stanza: BinaryNode): Promise<void> {
    const frame = this.notices.get(stanza);
    if (frame) await this.keepContent({ ...frame, history: false }, VIEW_ONCE);
  }

  async decrypted(
    ciphertext: Uint8Array,
    padded: Uint8Array,
    repository: SignalRepositoryWithLIDStore,
  ): Promise<void> {
    const frame = this.frames.get(ciphertext);
    if (frame === undefined) return;
    const message = this.decode(frame, padded);
    if (message === null) return;
    if (frame.peer) {
      if (frame.fromMe) await this.keepResent(message, frame, repository);
      return;
    }
    const identity = await completed(frame, repository);
    await this.keep({ ...frame, ...identity, history: false }, message);
  }

  failed(ciphertext: Uint8Array, error: unknown): void {
    const frame = this.frames.get(ciphertext);
    if (frame !== undefined) this.report(frame, reasonOf(error));
  }

  /** A message from before the link, as the phone tells it. Not journalled. */
  history(info: proto.IWebMessageInfo): void {
    const envelope = envelopeOf(info, 0);
    const content = info.message ? messageContent(info.message) : null;
    if (envelope === null || content === null) return;
    this.ports.message({ ...envelope, ...content, history: true });
  }

  private decode(frame: InboundFrame, padded: Uint8Array): proto.IMessage | null {
    try {
      return decodeMessage(padded);
    } catch {
      this.report(frame, 'unreadable');
      return null;
    }
  }

  /** What the phone read for us, because it never reached this device in a form that it could read. */
  private async keepResent(
    message: proto.IMessage,
    { arrival }: InboundFrame,
    repository: SignalRepositoryWithLIDStore,
  ): Promise<void> {
    for (const info of resentMessages(message)) {
      const envelope = envelopeOf(info, arrival);
      if (envelope === null || !info.message) continue;
      const identity = await completed(envelope, repository);
      await this.keep({ ...envelope, ...identity }, info.message);
    }
  }

  private async keep(envelope: Envelope, message: proto.IMessage): Promise<void> {
    const content = messageContent(message);
    if (content !== null) await this.keepContent(envelope, content);
  }

  private async keepContent(envelope: Envelope, content: MessageContent): Promise<void> {
    const { arrival, id, chat, alt, fromMe, pushName, timestamp, history } = envelope;
    const kept = { arrival, id, chat, alt, fromMe, pushName, timestamp, history, ...content };
    await this.ports.journal(kept);
    this.ports.message(kept);
  }

  private report(frame: InboundFrame, reason: UndecryptableMessage['reason']): void {
    const { arrival, id, chat, fromMe } = frame;
    this.ports.undecryptable({ arrival, id, chat, fromMe, reason });
  }
}

/** The envelope of a message that came inside another one. */
function envelopeOf(info: proto.IWebMessageInfo, arrival: number): Envelope | null {
  const { id, remoteJid, fromMe } = info.key ?? {};
  if (!id || !remoteJid || !isPersonalChat(remoteJid)) return null;
  return {
    ...chatIdentity(remoteJid, null),
    arrival,
    id,
    fromMe: fromMe === true,
    pushName: info.pushName ?? null,
    timestamp: Number(info.messageTimestamp ?? 0) * 1000,
    history: false,
  };
}

/** Adds the address that the envelope did not name, from what Baileys has learned. */
async function completed(
  { chat, alt }: ChatIdentity,
  { lidMapping }: SignalRepositoryWithLIDStore,
): Promise<ChatIdentity> {
  if (alt !== null) return { chat, alt };
  try {
    const other = isLid(chat)
      ? await lidMapping.getPNForLID(chat)
      : await lidMapping.getLIDForPN(chat);
    return chatIdentity(chat, other);
  } catch {
    return { chat, alt };
  }
}

function reasonOf(error: unknown): UndecryptableMessage['reason'] {
  const text = error instanceof Error ? error.message : '';
  if (text.startsWith('Key used already')) return 'already_read';
  return text.startsWith('No session') || text.startsWith('Invalid PreKey')
    ? 'no_session'
    : 'unreadable';
}
