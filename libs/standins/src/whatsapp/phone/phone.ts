/**
 * A WhatsApp account with its phone: buyers and sellers are both phones here. A phone is a real Signal endpoint, it
 * writes to the linked devices of the other side end-to-end encrypted, reads what they send, and confirms it.
 */
import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import type { CompanionState, LineStatus, PhoneState } from '../state.js';
import { node, seconds } from '../wire/nodes.js';
import { SignalEndpoint, type KeyBundle } from '../wire/signal-endpoint.js';
import { Companion, type CompanionOwner } from './companion.js';
import {
  contentOf,
  legible,
  newMessageId,
  resendAnswer,
  resendRequests,
  type ContentKind,
} from './message-content.js';
import {
  sealMessage,
  unavailableMessage,
  type Author,
  type Sealing,
  type Unavailable,
} from './message-stanzas.js';
import type { Addressed, PhoneHost } from './phone-host.js';
import { PhoneMemory } from './phone-memory.js';
import { PhoneReader } from './phone-reader.js';

/** How a message is to be sent. */
export interface SendOptions {
  /** Chosen by the caller, or made here. */
  id?: string;
  /** `lid` is how WhatsApp addresses today, `pn` the older way. */
  addressing?: 'lid' | 'pn';
  at?: Date;
  kind?: ContentKind;
  /** The message a reaction is about. */
  about?: string;
  /** The bytes of a picture or a recording. */
  data?: Uint8Array;
  mimeType?: string;
  /** Comes without content. */
  unavailable?: Unavailable;
  /** Instead of `kind`: the message itself. */
  message?: proto.IMessage;
}

/** See the head of this file. */
export class Phone implements CompanionOwner, Author {
  readonly endpoint: SignalEndpoint;
  readonly companions = new Map<number, Companion>();
  private readonly memory: PhoneMemory;
  private readonly reader: PhoneReader;
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly host: PhoneHost,
    readonly state: PhoneState,
  ) {
    this.endpoint = new SignalEndpoint(state.keys, () => host.saved());
    this.memory = new PhoneMemory(state, () => host.saved());
    this.reader = new PhoneReader(this, host);
    for (const saved of state.companions) {
      this.companions.set(saved.device, new Companion(this, saved));
    }
  }

  get number(): string {
    return this.state.number;
  }

  get pushName(): string {
    return this.state.pushName;
  }

  get lidUser(): string {
    return this.state.lidUser;
  }

  /** Address by phone number. */
  get pn(): string {
    return `${this.number}@s.whatsapp.net`;
  }

  /** Address by LID. */
  get lid(): string {
    return `${this.lidUser}@lid`;
  }

  get held(): boolean {
    return this.host.faults.hold;
  }

  saved(): void {
    this.host.saved();
  }

  /** Registers a device that has just been linked. */
  addCompanion(state: CompanionState): Companion {
    const companion = new Companion(this, state);
    this.state.companions.push(state);
    this.companions.set(state.device, companion);
    this.saved();
    return companion;
  }

  removeCompanion(device: number): void {
    this.companions.delete(device);
    this.state.companions = this.state.companions.filter((c) => c.device !== device);
    this.saved();
  }

  /** Ends all links, as one does in the phone's settings. */
  unlinkAll(): void {
    for (const companion of this.companions.values()) companion.unlink();
  }

  /** Writes to somebody; resolves with the message's id when it is on its way to all linked devices. */
  write(to: Phone, text: string, options: SendOptions = {}): Promise<string> {
    return this.serial(async () => {
      const id = options.id ?? newMessageId();
      const message = options.message ?? this.compose(text, options);
      const at = options.at ?? new Date();
      this.memory.keep(id, message);
      this.memory.add(to.number, id, message, { mine: true, at });
      to.show(this.number, id, message, at);
      if (options.unavailable !== 'lost') to.memory.keep(id, message);
      for (const companion of to.companions.values()) {
        const { unavailable } = options;
        if (unavailable) companion.deliver(unavailableMessage(this, id, at, unavailable));
        else await this.sealFor(companion, id, message, { ...options, at });
      }
      for (const own of this.companions.values()) {
        await this.sealFor(own, id, message, { at, copyOf: to });
      }
      return id;
    });
  }

  /** Shows or hides "typing" to the linked devices of the other side. */
  type(to: Phone, state: 'composing' | 'paused'): void {
    for (const { wire } of to.companions.values()) {
      wire?.send(node('chatstate', { from: this.lid }, [node(state)]));
    }
  }

  /** Tells the linked devices of the other side how far their message has got. */
  confirm(to: Phone, id: string, status: 'delivered' | 'read' | 'played'): void {
    const type = status === 'delivered' ? undefined : status;
    for (const companion of to.companions.values()) {
      companion.deliver(node('receipt', { id, from: this.lid, t: seconds(), type }));
    }
  }

  /** Reads what a linked device has encrypted for this phone; asks it to try again when it cannot. */
  async receive(from: Companion, stanza: BinaryNode, enc: BinaryNode): Promise<boolean> {
    const id = stanza.attrs.id ?? '';
    const message = await this.reader.read(from, id, enc);
    if (message === null) return false;
    const wanted = resendRequests(message);
    if (wanted.length === 0) this.store(from, id, message);
    else await this.answerResend(from, wanted);
    return true;
  }

  /** Encrypts an earlier message again for a device that could not read it. */
  resend(to: Companion, id: string, bundle: KeyBundle | null, count: string): Promise<void> {
    return this.serial(async () => {
      const message = this.memory.recall(id);
      if (message === null) return;
      const copyOf = to.owner === this ? this.otherSideOf(id) : undefined;
      const how = { bundle: bundle ?? to.takeBundle(), count };
      await this.sealFor(to, id, message, copyOf === undefined ? how : { ...how, copyOf });
    });
  }

  /** Takes note that a linked device of the other side has confirmed a message. */
  confirmed(from: string, id: string, status: LineStatus): void {
    this.memory.mark(id, status);
    this.host.emitted({ type: 'receipt', phone: this.number, from, id, status });
  }

  /** A message only for one's own device, such as history. */
  async tellCompanion(to: Companion, id: string, message: proto.IMessage): Promise<void> {
    await this.serial(() => this.sealFor(to, id, message, { category: 'peer' }));
  }

  /** Reads for a linked device what that could not get itself. */
  private async answerResend(to: Companion, ids: string[]): Promise<void> {
    for (const id of ids) {
      const message = this.memory.recall(id);
      const line = this.state.lines.find((l) => l.id === id);
      const remoteJid = this.otherSideOf(id)?.lid;
      if (message === null || line === undefined || remoteJid === undefined) continue;
      const key = { id, remoteJid, fromMe: line.mine };
      const info = { key, message, messageTimestamp: Math.floor(line.at / 1000) };
      await this.tellCompanion(to, newMessageId(), resendAnswer(info));
    }
  }

  private otherSideOf(id: string): Addressed | undefined {
    const line = this.state.lines.find((l) => l.id === id);
    return line === undefined ? undefined : this.host.find(`${line.with}@s.whatsapp.net`);
  }

  private compose(text: string, o: SendOptions): proto.IMessage {
    const type = o.kind === 'voice' ? 'audio' : 'image';
    const file = o.data === undefined ? undefined : this.host.shelf.put(type, o.data);
    return contentOf(o.kind ?? 'text', text, { about: o.about, mimeType: o.mimeType, file });
  }

  private serial<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => undefined);
    return result;
  }

  private async sealFor(
    to: Companion,
    id: string,
    message: proto.IMessage,
    o: Sealing,
  ): Promise<void> {
    to.deliver(await sealMessage(this, to, id, message, o));
  }

  private store(from: Companion, id: string, message: proto.Message): void {
    const own = message.deviceSentMessage;
    const content = own?.message ?? message;
    const other = own
      ? (this.host.find(own.destinationJid ?? undefined)?.number ?? 'unknown')
      : from.owner.number;
    const { edits } = legible(content);
    const seen = this.memory.has(id, edits);
    if (seen) this.host.emitted({ type: 'duplicate', phone: this.number, id });
    if (seen && this.host.faults.dropDuplicates) return;
    this.show(other, id, content, new Date(), Boolean(own));
  }

  private show(other: string, id: string, message: proto.IMessage, at: Date, mine = false): void {
    const line = this.memory.add(other, id, message, { mine, at });
    this.host.emitted({ type: 'message', phone: this.number, line });
  }
}
