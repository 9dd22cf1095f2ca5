/**
 * A loopback counterpart of WhatsApp's multi-device service as a Baileys client sees it: a WebSocket on which devices
 * are linked by QR code or by code, and on which they exchange end-to-end encrypted messages with phones that live
 * here. Not covered: media hosts, groups, app state, newsletters, calls. Used by tests, the demo and development.
 */
import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { JsonState } from '../json-state.js';
import { registerControl } from './control.js';
import type { WhatsappFaults } from './faults.js';
import { Hub, type StandinEvent } from './hub.js';
import type { HistoryChat } from './phone/history.js';
import { editOf } from './phone/message-content.js';
import type { SendOptions } from './phone/phone.js';
import { SocketDoor } from './server/socket-door.js';
import type { ChatLine, WhatsappState } from './state.js';
import { node, seconds } from './wire/nodes.js';

const QR_PREFIX = 'https://wa.me/settings/linked_devices#';

/** How the stand-in behaves. */
export interface WhatsappStandinOptions {
  /** Where phones, links and queues are kept across restarts; null (the default) keeps them in memory. */
  stateFile?: string | null;
  /** Another root than the usual, publicly known one. */
  rootSeed?: string;
  /** How many QR codes a client gets before it must connect anew. Default 6, as WhatsApp. */
  qrRefs?: number;
  /** `small` makes a new device upload 5 one-time keys instead of 812, which saves 0.4 s of CPU. Default `full`. */
  preKeyUpload?: 'full' | 'small';
  /** `none` lets a phone stay silent after linking; the default `empty` sends its (perhaps empty) history. */
  history?: 'empty' | 'none';
}

/** See the head of this file. Numbers are digits only, with the country code. */
export class WhatsappStandin {
  private readonly hub: Hub;
  private readonly state: JsonState<WhatsappState>;
  private readonly door: SocketDoor;
  private readonly unread = { byPhones: 0, byDevices: 0 };

  constructor(options: WhatsappStandinOptions = {}) {
    this.state = new JsonState<WhatsappState>(options.stateFile ?? null, { phones: {} });
    this.hub = new Hub({
      state: this.state,
      rootSeed: options.rootSeed,
      qrRefs: options.qrRefs ?? 6,
      preKeyUpload: options.preKeyUpload ?? 'full',
      history: options.history ?? 'empty',
    });
    this.door = new SocketDoor(this.hub);
    this.on('undecryptable', () => (this.unread.byPhones += 1));
    this.on('retry', () => (this.unread.byDevices += 1));
  }

  /** What a client has to trust, as 64 hex digits (`WHATSAPP_TRUST_ROOT`). */
  get rootKeyHex(): string {
    return this.hub.authority.rootKeyHex;
  }

  /** What goes wrong; change it at any time. */
  get faults(): WhatsappFaults {
    return this.hub.faults;
  }

  /** Mounts the control routes, `/whatsapp/_control/...`, and the media host, `/whatsapp/media/...`. */
  async register(app: FastifyInstance): Promise<void> {
    app.get<{ Params: { name: string } }>('/whatsapp/media/:name', async (request, reply) => {
      const file = this.hub.shelf.get(request.params.name);
      if (file === undefined) return reply.code(404).send();
      return reply.type('application/octet-stream').send(file);
    });
    await app.register(async (scope) => registerControl(scope, this), {
      prefix: '/whatsapp/_control',
    });
  }

  /** Takes WebSocket upgrades at `path`; other paths are left to other listeners. */
  attach(server: Server, path = '/whatsapp/ws/chat'): void {
    this.door.attach(server, path);
  }

  /** Calls back on every event of that type; returns how to stop it. */
  on<T extends StandinEvent['type']>(
    type: T,
    listener: (event: Extract<StandinEvent, { type: T }>) => void,
  ): () => void {
    return this.hub.onEvent(type, listener);
  }

  /** Calls back on every event; returns how to stop it. */
  onAny(listener: (event: StandinEvent) => void): () => void {
    this.hub.on('event', listener);
    return () => this.hub.off('event', listener);
  }

  /** Makes the account known, or renames it. */
  account(
    number: string,
    pushName?: string,
  ): { number: string; pn: string; lid: string; pushName: string } {
    const { pn, lid, state } = this.hub.phone(number, pushName);
    return { number, pn, lid, pushName: state.pushName };
  }

  /** Every account with its linked devices. */
  accounts(): {
    number: string;
    pushName: string;
    lid: string;
    devices: number[];
    online: boolean;
  }[] {
    return this.hub.all().map((phone) => ({
      number: phone.number,
      pushName: phone.state.pushName,
      lid: phone.lid,
      devices: [...phone.companions.keys()],
      online: [...phone.companions.values()].some((c) => c.wire?.online === true),
    }));
  }

  /** The phone scans a QR code; resolves with the new device's number. Rejects for an old or foreign code. */
  async scanQr(number: string, qr: string): Promise<number> {
    const parts = qr.replace(QR_PREFIX, '').split(',');
    const pairing = this.hub.qrRefs.get(parts[0] ?? '');
    if (pairing === undefined) throw new Error('this QR code has expired or was never shown');
    return pairing.scan(this.hub.phone(number), parts);
  }

  /** The phone's owner types the code; resolves with the new device's number. Rejects for a wrong code. */
  async enterCode(number: string, code: string): Promise<number> {
    const pairing = await this.hub.openLink(number);
    if (pairing === undefined) throw new Error(`nobody has asked for a pairing code for ${number}`);
    return pairing.enterCode(this.hub.phone(number), code.replace(/[^0-9A-Z]/gi, '').toUpperCase());
  }

  /** `from` writes to `to`; resolves with the message id once it is queued for every linked device. */
  send(from: string, to: string, text: string, options: SendOptions = {}): Promise<string> {
    return this.hub.phone(from).write(this.hub.phone(to), text, options);
  }

  /** `from` changes an earlier message. */
  edit(from: string, to: string, originalId: string, text: string): Promise<string> {
    return this.send(from, to, text, { message: editOf(originalId, text) });
  }

  /** `from` is seen typing, or not any more, by `to`. */
  type(from: string, to: string, state: 'composing' | 'paused' = 'composing'): void {
    this.hub.phone(from).type(this.hub.phone(to), state);
  }

  /** `from` confirms a message that `to` sent. */
  receipt(from: string, to: string, id: string, status: 'delivered' | 'read' | 'played'): void {
    this.hub.phone(from).confirm(this.hub.phone(to), id, status);
  }

  /** Everything that phone shows, oldest first; with one other number if given. */
  lines(number: string, other?: string): ChatLine[] {
    const { lines } = this.hub.phone(number).state;
    return lines.filter((line) => other === undefined || line.with === other);
  }

  /** What that phone received, oldest first. */
  inbox(number: string): ChatLine[] {
    return this.lines(number).filter((line) => !line.mine);
  }

  /** How many stanzas wait for that account's linked devices to confirm them. */
  queued(number: string): number {
    const companions = [...this.hub.phone(number).companions.values()];
    return companions.reduce((sum, { state }) => sum + Object.keys(state.queue).length, 0);
  }

  /** How often a message could not be read at first: by a phone, and by a linked device, which then asks for it again. */
  unreadable(): { byPhones: number; byDevices: number } {
    return { ...this.unread };
  }

  /** What the phone tells the next device that is linked to it. */
  setHistory(number: string, chats: HistoryChat[]): void {
    this.hub.histories.set(number, chats);
  }

  /** The phone's owner ends all links. */
  unlink(number: string): void {
    this.hub.phone(number).unlinkAll();
  }

  /** The phone loses its Signal session with a seller's devices, as after a restore. */
  forgetSessions(number: string, seller: string): void {
    const phone = this.hub.phone(number);
    for (const { signalAddress } of this.hub.phone(seller).companions.values()) {
      phone.endpoint.forget(signalAddress);
    }
  }

  /** Ends that account's sockets with a stream error; without a code they just break. */
  kick(number: string, code?: number): void {
    for (const { wire } of this.hub.phone(number).companions.values()) {
      if (code === undefined) wire?.terminate();
      else wire?.streamError(String(code));
    }
  }

  /** Tells that account's clients that they are too old for this service (Baileys: 411). */
  downgrade(number: string): void {
    for (const { wire } of this.hub.phone(number).companions.values()) {
      wire?.send(node('ib', { from: '@s.whatsapp.net' }, [node('downgrade_webclient')]));
    }
  }

  /** Sends that account's clients a frame that they cannot decrypt. */
  garble(number: string): void {
    for (const { wire } of this.hub.phone(number).companions.values()) wire?.garble();
  }

  /** Refuses, late, a message that an account sent to somebody. */
  refuse(number: string, to: string, id: string, code: number): void {
    const attrs = { id, class: 'message', from: this.hub.phone(to).lid, t: seconds() };
    for (const { wire } of this.hub.phone(number).companions.values()) {
      wire?.send(node('ack', { ...attrs, error: String(code) }));
    }
  }

  /** Breaks every connection. */
  dropAll(): void {
    for (const socket of this.hub.sockets) socket.terminate();
  }

  /** Breaks every connection, stops listening and saves. */
  async close(): Promise<void> {
    this.door.detach();
    this.dropAll();
    this.door.close();
    await this.state.flush();
  }
}
