/**
 * The server's side of Noise_XX_25519_AESGCM_SHA256 with WhatsApp's framing: a four-byte greeting (once, perhaps after
 * an edge routing preamble), then frames of a three-byte length and a body. One object per socket.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { Curve, NOISE_MODE, NOISE_WA_HEADER, proto, type KeyPair } from '@whiskeysockets/baileys';

const TAG_BYTES = 16;
const EMPTY = Buffer.alloc(0);
const ROUTING_PREAMBLE_BYTES = 7;

/** What the client said when it finished the handshake. */
export interface ClientHello {
  /** The client's static key: a paired device is known by it. */
  clientStatic: Buffer;
  payload: proto.ClientPayload;
}

function nonce(counter: number): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(counter, 8);
  return iv;
}

function seal(key: Buffer, counter: number, plain: Uint8Array, aad: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(counter)).setAAD(aad);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function unseal(key: Buffer, counter: number, sealed: Uint8Array, aad: Buffer): Buffer {
  const body = sealed.subarray(0, -TAG_BYTES);
  const cipher = createDecipheriv('aes-256-gcm', key, nonce(counter)).setAAD(aad);
  cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([cipher.update(body), cipher.final()]);
}

/** Handshake, then transport encryption. Throws on anything that does not decrypt. */
export class NoiseResponder {
  private hash: Buffer;
  private salt: Buffer;
  private key: Buffer;
  private counter = 0;
  private readonly ephemeral = Curve.generateKeyPair();
  private transport: { read: Buffer; write: Buffer; reads: number; writes: number } | null = null;
  private unread: Buffer = EMPTY;
  private greeted = false;

  constructor(
    private readonly serverStatic: KeyPair,
    private readonly certificates: Uint8Array,
  ) {
    const mode = Buffer.from(NOISE_MODE);
    this.hash = mode.length === 32 ? mode : createHash('sha256').update(mode).digest();
    this.salt = this.hash;
    this.key = this.hash;
    this.mixHash(NOISE_WA_HEADER);
  }

  /** Whether the handshake is over and frames are stanzas. */
  get ready(): boolean {
    return this.transport !== null;
  }

  /** Answers the first handshake message. */
  serverHello(clientEphemeral: Uint8Array): Uint8Array {
    this.mixHash(clientEphemeral);
    this.mixHash(this.ephemeral.public);
    this.mixKey(Curve.sharedKey(this.ephemeral.private, clientEphemeral));
    const sealedStatic = this.encrypt(this.serverStatic.public);
    this.mixKey(Curve.sharedKey(this.serverStatic.private, clientEphemeral));
    const payload = this.encrypt(this.certificates);
    return proto.HandshakeMessage.encode({
      serverHello: { ephemeral: this.ephemeral.public, static: sealedStatic, payload },
    }).finish();
  }

  /** Reads the last handshake message and switches to transport encryption. */
  finish(sealedStatic: Uint8Array, sealedPayload: Uint8Array): ClientHello {
    const clientStatic = this.decrypt(sealedStatic);
    this.mixKey(Curve.sharedKey(this.ephemeral.private, clientStatic));
    const payload = proto.ClientPayload.decode(this.decrypt(sealedPayload));
    const [read, write] = this.derive(EMPTY);
    this.transport = { read, write, reads: 0, writes: 0 };
    return { clientStatic, payload };
  }

  /** Wraps one outgoing message in a frame. */
  frame(data: Uint8Array): Buffer {
    const t = this.transport;
    const body = t === null ? Buffer.from(data) : seal(t.write, t.writes++, data, EMPTY);
    const length = Buffer.alloc(3);
    length.writeUIntBE(body.length, 0, 3);
    return Buffer.concat([length, body]);
  }

  /** The whole messages in what has arrived so far; the rest waits for the next chunk. */
  *read(chunk: Buffer): Generator<Buffer> {
    this.unread = Buffer.concat([this.unread, chunk]);
    if (!this.greeted && !this.readGreeting()) return;
    while (this.unread.length >= 3) {
      const end = 3 + this.unread.readUIntBE(0, 3);
      if (this.unread.length < end) return;
      const body = this.unread.subarray(3, end);
      this.unread = this.unread.subarray(end);
      const t = this.transport;
      yield t === null ? body : unseal(t.read, t.reads++, body, EMPTY);
    }
  }

  private readGreeting(): boolean {
    let start = 0;
    if (this.unread.subarray(0, 2).toString() === 'ED') {
      if (this.unread.length < ROUTING_PREAMBLE_BYTES) return false;
      start = ROUTING_PREAMBLE_BYTES + this.unread.readUIntBE(4, 3);
    }
    const end = start + NOISE_WA_HEADER.length;
    if (this.unread.length < end) return false;
    if (!this.unread.subarray(start, end).equals(NOISE_WA_HEADER)) {
      throw new Error('the client did not greet like a WhatsApp client');
    }
    this.unread = this.unread.subarray(end);
    this.greeted = true;
    return true;
  }

  private mixHash(data: Uint8Array): void {
    this.hash = createHash('sha256').update(this.hash).update(data).digest();
  }

  private derive(secret: Uint8Array): [Buffer, Buffer] {
    const both = Buffer.from(hkdfSync('sha256', secret, this.salt, EMPTY, 64));
    return [both.subarray(0, 32), both.subarray(32)];
  }

  private mixKey(secret: Uint8Array): void {
    [this.salt, this.key] = this.derive(secret);
    this.counter = 0;
  }

  private encrypt(plain: Uint8Array): Buffer {
    const sealed = seal(this.key, this.counter++, plain, this.hash);
    this.mixHash(sealed);
    return sealed;
  }

  private decrypt(sealed: Uint8Array): Buffer {
    const plain = unseal(this.key, this.counter++, sealed, this.hash);
    this.mixHash(sealed);
    return plain;
  }
}
