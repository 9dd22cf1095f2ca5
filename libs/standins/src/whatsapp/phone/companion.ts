/**
 * A linked device of an account and the queue of stanzas it has not confirmed yet. What is in the queue is sent again
 * at the next login, as WhatsApp does; a device that is away loses nothing.
 */
import { decodeBinaryNode, encodeBinaryNode, type BinaryNode } from '@whiskeysockets/baileys';
import type { CompanionState } from '../state.js';
import { node } from '../wire/nodes.js';
import type { KeyBundle } from '../wire/signal-endpoint.js';

/** The open socket of a linked device, as the rest of the stand-in sees it. */
export interface Wire {
  /** True between the end of the login and the end of the socket. */
  readonly online: boolean;
  send(stanza: BinaryNode): void;
  /** Sends a stream error and hangs up a moment later. */
  streamError(code: string | undefined, inner?: BinaryNode): void;
  /** Breaks the connection at once. */
  terminate(): void;
  /** Sends a frame that nobody can decrypt. */
  garble(): void;
}

/** The account a companion belongs to, as far as a companion needs it. */
export interface CompanionOwner {
  readonly number: string;
  readonly lidUser: string;
  /** True while everything has to wait in the queue. */
  readonly held: boolean;
  saved(): void;
  removeCompanion(device: number): void;
}

/** See the head of this file. */
export class Companion {
  /** The socket on which it is logged in, or null. */
  wire: Wire | null = null;
  /** What came while the queue was being read for a device that has just come online. */
  private late: BinaryNode[] | null = null;

  constructor(
    readonly owner: CompanionOwner,
    readonly state: CompanionState,
  ) {}

  get device(): number {
    return this.state.device;
  }

  /** Its address by phone number. */
  get jid(): string {
    return `${this.owner.number}:${this.device}@s.whatsapp.net`;
  }

  /** Its address by LID. */
  get lid(): string {
    return `${this.owner.lidUser}:${this.device}@lid`;
  }

  /** The name under which phones keep their Signal session with it. */
  get signalAddress(): string {
    return `${this.owner.lidUser}_1.${this.device}`;
  }

  /** A bundle with the next one-time key, if it has uploaded enough. */
  takeBundle(): KeyBundle {
    const { registrationId, identity, signedPreKey, preKeys } = this.state;
    const next = preKeys.shift();
    this.owner.saved();
    return {
      registrationId,
      identity: Buffer.from(identity, 'base64'),
      signedPreKey: {
        id: signedPreKey.id,
        value: Buffer.from(signedPreKey.value, 'base64'),
        signature: Buffer.from(signedPreKey.signature, 'base64'),
      },
      preKey: next === undefined ? null : { id: next.id, value: Buffer.from(next.value, 'base64') },
    };
  }

  /** Puts a stanza in the queue, and on the wire when the device is there. */
  deliver(stanza: BinaryNode): void {
    const { id, type } = stanza.attrs;
    this.state.queue[`${stanza.tag}:${id}:${type ?? ''}`] =
      encodeBinaryNode(stanza).toString('base64');
    this.owner.saved();
    if (this.late !== null) this.late.push(stanza);
    else if (this.wire?.online === true && !this.owner.held) this.wire.send(stanza);
  }

  /** Takes out of the queue what the device has confirmed. */
  settle(tag: string, id: string): void {
    for (const key of Object.keys(this.state.queue)) {
      if (key.startsWith(`${tag}:${id}:`)) delete this.state.queue[key];
    }
    this.owner.saved();
  }

  /** What waits, oldest first, marked as sent while the device was away. Call `caughtUp` when it is sent. */
  async backlog(): Promise<BinaryNode[]> {
    this.late = [];
    const stanzas = await Promise.all(
      Object.values(this.state.queue).map((encoded) =>
        decodeBinaryNode(Buffer.from(encoded, 'base64')),
      ),
    );
    return stanzas.map((stanza) => ({ ...stanza, attrs: { ...stanza.attrs, offline: '0' } }));
  }

  /** What has come since `backlog` was asked for; from here on everything goes straight to the device. */
  caughtUp(): BinaryNode[] {
    const { late } = this;
    this.late = null;
    return late ?? [];
  }

  /** Ends the link, from the phone or from the device itself. */
  unlink(): void {
    this.owner.removeCompanion(this.device);
    this.wire?.streamError('401', node('conflict', { type: 'device_removed' }));
  }
}
