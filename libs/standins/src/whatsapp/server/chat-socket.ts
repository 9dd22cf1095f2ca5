/**
 * One client's socket: handshake, then either the pairing of a new device or the login of a known one, then stanzas.
 * Stanzas are handled one after the other; an error in handling one breaks the connection and is an event.
 */
import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import {
  decodeBinaryNode,
  encodeBinaryNode,
  proto,
  type BinaryNode,
} from '@whiskeysockets/baileys';
import type { WebSocket } from 'ws';
import type { Hub } from '../hub.js';
import type { Companion, Wire } from '../phone/companion.js';
import { historyNotification } from '../phone/history.js';
import { newMessageId } from '../phone/message-content.js';
import { child, firstTag, node, seconds, SERVER } from '../wire/nodes.js';
import { answerIq } from './iq-answers.js';
import { NoiseResponder } from './noise-responder.js';
import { Pairing, type PairingWire } from './pairing.js';
import { relayMessage, relayReceipt, relayTyping, type Sender } from './relay.js';

const HANG_UP_AFTER_MS = 20;
const COMPRESSED_FROM_BYTES = 2_000;
const NOISE_BYTES = 64;
/** The first byte of a stanza says whether what follows is compressed. */
const PACKED = Buffer.from([2]);

/** See the head of this file. */
export class ChatSocket implements Wire, PairingWire {
  clientStatic: Buffer = Buffer.alloc(0);
  online = false;
  closed = false;
  private readonly noise: NoiseResponder;
  private pairing: Pairing | null = null;
  private companion: Companion | null = null;
  private tail: Promise<void> = Promise.resolve();

  constructor(
    private readonly hub: Hub,
    private readonly socket: WebSocket,
  ) {
    const chain = hub.authority.chainFor(hub.serverStatic.public);
    this.noise = new NoiseResponder(hub.serverStatic, chain);
    hub.sockets.add(this);
    socket.on('message', (data: Buffer) => {
      this.tail = this.tail.then(() => this.onData(data)).catch((error) => this.fail(error));
    });
    socket.on('close', () => this.onClose());
    socket.on('error', () => socket.terminate());
  }

  /** What is long goes compressed, as WhatsApp sends it. */
  send(stanza: BinaryNode): void {
    const plain = encodeBinaryNode(stanza);
    const packed = plain.length > COMPRESSED_FROM_BYTES;
    this.write(packed ? Buffer.concat([PACKED, deflateSync(plain.subarray(1))]) : plain);
  }

  streamError(code: string | undefined, inner?: BinaryNode): void {
    this.send(node('stream:error', { code }, inner === undefined ? undefined : [inner]));
    setTimeout(() => this.socket.close(), HANG_UP_AFTER_MS).unref();
  }

  terminate(): void {
    this.socket.terminate();
  }

  garble(): void {
    this.socket.send(Buffer.concat([Buffer.from([0, 0, NOISE_BYTES]), randomBytes(NOISE_BYTES)]));
  }

  private write(data: Uint8Array): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(this.noise.frame(data));
  }

  private fail(error: unknown): void {
    this.hub.emitted({
      type: 'fault',
      error: error instanceof Error ? error : new Error(String(error)),
    });
    this.terminate();
  }

  private onClose(): void {
    const { companion } = this;
    this.closed = true;
    this.online = false;
    this.pairing?.close();
    this.hub.sockets.delete(this);
    if (companion === null || companion.wire !== this) return;
    companion.wire = null;
    this.hub.emitted({ type: 'offline', seller: companion.owner.number, device: companion.device });
  }

  private async onData(chunk: Buffer): Promise<void> {
    for (const frame of this.noise.read(chunk)) {
      if (this.noise.ready) await this.onStanza(await decodeBinaryNode(frame));
      else this.onHandshake(proto.HandshakeMessage.decode(frame));
    }
  }

  private onHandshake({ clientHello, clientFinish }: proto.HandshakeMessage): void {
    if (clientHello) {
      this.write(this.noise.serverHello(clientHello.ephemeral ?? Buffer.alloc(0)));
      return;
    }
    const empty = Buffer.alloc(0);
    const { clientStatic, payload } = this.noise.finish(
      clientFinish?.static ?? empty,
      clientFinish?.payload ?? empty,
    );
    this.clientStatic = clientStatic;
    this.admit(payload);
  }

  private admit(payload: proto.ClientPayload): void {
    const { failLogin } = this.hub.faults;
    if (failLogin !== null) {
      this.refuse(failLogin);
    } else if (payload.devicePairingData) {
      this.pairing = new Pairing(this.hub, this, payload.devicePairingData);
      this.pairing.offerQr();
    } else {
      this.login(String(payload.username), payload.device ?? 0);
    }
  }

  private refuse(code: number): void {
    this.send(node('failure', { reason: String(code), location: 'standin' }));
  }

  private login(number: string, device: number): void {
    const companion = this.hub.find(`${number}@s.whatsapp.net`)?.companions.get(device);
    const noiseKey = this.clientStatic.toString('base64');
    if (companion === undefined || companion.state.noiseKey !== noiseKey) return this.refuse(401);
    companion.wire?.streamError(undefined, node('conflict', { type: 'replaced' }));
    companion.wire = this;
    this.companion = companion;
    const t = seconds();
    this.send(node('success', { t, creation: t, lid: companion.lid }));
  }

  private async onStanza(stanza: BinaryNode): Promise<void> {
    if (stanza.tag === 'iq') return this.onIq(stanza);
    const { companion } = this;
    if (companion === null) return;
    const sender: Sender = {
      hub: this.hub,
      companion,
      send: (answer) => this.send(answer),
      terminate: () => this.terminate(),
    };
    switch (stanza.tag) {
      case 'message':
        return relayMessage(sender, stanza);
      case 'receipt':
        return relayReceipt(sender, stanza);
      case 'chatstate':
        return relayTyping(sender, stanza);
      case 'ack':
        return companion.settle(stanza.attrs.class ?? '', stanza.attrs.id ?? '');
      case 'presence':
        return this.onPresence(companion, stanza.attrs.type);
      default:
        return undefined;
    }
  }

  private onPresence(companion: Companion, state: string | undefined): void {
    if (state === undefined) return;
    this.hub.emitted({ type: 'presence', seller: companion.owner.number, state });
  }

  private async onIq(stanza: BinaryNode): Promise<void> {
    const topic = `${stanza.attrs.xmlns ?? ''}/${firstTag(stanza)}`;
    const { companion } = this;
    if (stanza.attrs.type === 'result') {
      this.pairing?.onResult(stanza);
    } else if (topic === 'md/link_code_companion_reg') {
      this.answer(stanza, this.linkCode(stanza));
    } else if (companion === null) {
      this.answer(stanza, []);
    } else {
      await this.onQuestion(companion, topic, stanza);
    }
  }

  private linkCode(stanza: BinaryNode): BinaryNode[] {
    const request = child(stanza, 'link_code_companion_reg');
    return request === undefined ? [] : (this.pairing?.onLinkCode(request) ?? []);
  }

  private async onQuestion(companion: Companion, topic: string, stanza: BinaryNode): Promise<void> {
    const answer = answerIq({ hub: this.hub, companion }, stanza);
    if (Array.isArray(answer)) this.answer(stanza, answer);
    else this.answerError(stanza, answer.error, answer.text);
    if (topic === 'md/remove-companion-device') companion.unlink();
    if (topic === 'passive/active') await this.goOnline(companion);
  }

  private answer({ attrs }: BinaryNode, content: BinaryNode[]): void {
    this.send(node('iq', { from: attrs.to ?? SERVER, type: 'result', id: attrs.id }, content));
  }

  private answerError({ attrs }: BinaryNode, code: string, text: string): void {
    const error = node('error', { code, text });
    this.send(node('iq', { from: SERVER, type: 'error', id: attrs.id }, [error]));
  }

  /** The queue of what came while the device was away, then the mark that this was all of it. */
  private async goOnline(companion: Companion): Promise<void> {
    if (this.online) return;
    const backlog = this.hub.faults.hold ? [] : await companion.backlog();
    const count = String(backlog.length);
    const ib = (content: BinaryNode) => node('ib', { from: SERVER }, [content]);
    this.send(ib(node('offline_preview', { count, message: count })));
    for (const stanza of backlog) this.send(stanza);
    this.send(ib(node('offline', { count })));
    this.online = true;
    for (const stanza of companion.caughtUp()) this.send(stanza);
    const seller = companion.owner.number;
    if (!companion.state.bootstrapped && this.hub.options.history !== 'none') {
      companion.state.bootstrapped = true;
      await this.sendHistory(companion, seller);
    }
    this.hub.emitted({ type: 'online', seller, device: companion.device });
  }

  private async sendHistory(companion: Companion, seller: string): Promise<void> {
    const chats = (this.hub.histories.get(seller) ?? []).map(({ number, messages }) => {
      const { pn, lid } = this.hub.phone(number);
      return { pn, lid, messages };
    });
    const known = this.hub.all().map(({ pn, lid }) => ({ pn, lid }));
    const message = historyNotification(chats, known);
    await this.hub.phone(seller).tellCompanion(companion, newMessageId(), message);
  }
}
