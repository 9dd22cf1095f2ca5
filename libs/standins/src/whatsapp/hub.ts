/**
 * What all sockets of the stand-in share: the phones, the faults, the pairings that are open, and one stream of events
 * for tests and screens. Kept apart from the sockets so that nothing needs to know them.
 */
import { EventEmitter } from 'node:events';
import { Curve, jidDecode, type KeyPair } from '@whiskeysockets/baileys';
import type { JsonState } from '../json-state.js';
import { noFaults, type WhatsappFaults } from './faults.js';
import type { HistoryChat } from './phone/history.js';
import { MediaShelf } from './phone/media-shelf.js';
import type { PhoneEvent, PhoneHost } from './phone/phone-host.js';
import { Phone } from './phone/phone.js';
import { CertificateAuthority, keyPairFromSeed } from './server/certificates.js';
import type { WhatsappState } from './state.js';
import { newSignalKeys } from './wire/signal-endpoint.js';

const CODE_REQUEST_WAIT_MS = 2_000;

/** Something that happened; `phone` and `seller` are numbers. */
export type StandinEvent =
  | PhoneEvent
  | { type: 'retry'; seller: string; id: string }
  | { type: 'online'; seller: string; device: number }
  | { type: 'offline'; seller: string; device: number }
  | { type: 'code_requested'; number: string }
  | { type: 'presence'; seller: string; state: string }
  | { type: 'refused'; id: string; code: string }
  | { type: 'fault'; error: Error };

/** A pairing that waits for a phone. */
export interface OpenPairing {
  /** Continues it by scan; rejects when the code on the screen is not the socket's. */
  scan(phone: Phone, parts: string[]): Promise<number>;
  /** Continues it by the eight characters; a wrong code fails later, on the client's side. */
  enterCode(phone: Phone, code: string): Promise<number>;
}

/** A socket, for the things one does to all of them. */
export interface OpenSocket {
  terminate(): void;
}

/** Options that hold for the whole stand-in. */
export interface HubOptions {
  state: JsonState<WhatsappState>;
  rootSeed?: string | undefined;
  qrRefs: number;
  preKeyUpload: 'full' | 'small';
  history: 'empty' | 'none';
}

/** See the head of this file. */
export class Hub extends EventEmitter<{ event: [StandinEvent] }> implements PhoneHost {
  readonly faults: WhatsappFaults = noFaults();
  readonly shelf = new MediaShelf();
  readonly authority: CertificateAuthority;
  readonly serverStatic: KeyPair;
  readonly sockets = new Set<OpenSocket>();
  /** Pairings by the reference in their QR code. */
  readonly qrRefs = new Map<string, OpenPairing>();
  /** Pairings by code, by the number they are for. */
  readonly links = new Map<string, OpenPairing>();
  /** What a phone tells the next device that is linked to it. */
  readonly histories = new Map<string, HistoryChat[]>();
  private readonly phones = new Map<string, Phone>();

  constructor(readonly options: HubOptions) {
    super();
    this.setMaxListeners(0);
    this.authority = new CertificateAuthority(options.rootSeed);
    this.serverStatic = keyPairFromSeed('IFA stand-in for WhatsApp, server key 1');
    for (const saved of Object.values(options.state.value.phones)) {
      this.phones.set(saved.number, new Phone(this, saved));
    }
  }

  /** The account of that number; made when it is new. */
  phone(number: string, pushName?: string): Phone {
    const known = this.phones.get(number);
    if (known !== undefined) {
      if (pushName !== undefined) known.state.pushName = pushName;
      return known;
    }
    const state = {
      number,
      pushName: pushName ?? `+${number}`,
      lidUser: `9${number}`,
      nextDevice: 1,
      keys: newSignalKeys(),
      companions: [],
      lines: [],
      sent: {},
    };
    const phone = new Phone(this, state);
    this.options.state.value.phones[number] = state;
    this.phones.set(number, phone);
    this.saved();
    return phone;
  }

  /** Every account. */
  all(): Phone[] {
    return [...this.phones.values()];
  }

  /** The account behind an address of either kind, with or without a device. */
  find(jid: string | undefined): Phone | undefined {
    const decoded = jidDecode(jid);
    if (decoded === undefined) return undefined;
    if (decoded.server !== 'lid') return this.phones.get(decoded.user);
    return this.all().find((phone) => phone.lidUser === decoded.user);
  }

  saved(): void {
    this.options.state.save();
  }

  emitted(event: StandinEvent): void {
    this.emit('event', event);
  }

  /** Calls back on every event of that type; returns how to stop it. */
  onEvent<T extends StandinEvent['type']>(
    type: T,
    listener: (event: Extract<StandinEvent, { type: T }>) => void,
  ): () => void {
    const matches = (event: StandinEvent): event is Extract<StandinEvent, { type: T }> =>
      event.type === type;
    const filter = (event: StandinEvent): void => {
      if (matches(event)) listener(event);
    };
    this.on('event', filter);
    return () => this.off('event', filter);
  }

  /** The pairing by code for that number, if one is open or is asked for in a moment. */
  async openLink(number: string): Promise<OpenPairing | undefined> {
    return this.links.get(number) ?? this.codeRequest(number);
  }

  /** A client shows its code before the server has heard of it; people are slower than that, tests are not. */
  private codeRequest(number: string): Promise<OpenPairing | undefined> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        off();
        resolve(this.links.get(number));
      };
      const timer = setTimeout(done, CODE_REQUEST_WAIT_MS);
      const off = this.onEvent('code_requested', (event) => {
        if (event.number === number) done();
      });
    });
  }

  /** A signature that its owner never made. */
  forgedSignature(): Buffer {
    const stranger = Curve.generateKeyPair();
    return Buffer.from(Curve.sign(stranger.private, Buffer.from('not yours')));
  }
}
