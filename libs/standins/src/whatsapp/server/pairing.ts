/**
 * Linking a device, seen from the server and the phone: by QR code, or by eight characters typed into the phone.
 * Both end in `pair-success`, the client's signature, and a stream error 515 that makes it log in.
 */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import {
  Curve,
  jidDecode,
  proto,
  WA_ADV_ACCOUNT_SIG_PREFIX,
  type BinaryNode,
  type KeyPair,
} from '@whiskeysockets/baileys';
import type { Hub, OpenPairing } from '../hub.js';
import type { Companion } from '../phone/companion.js';
import type { Phone } from '../phone/phone.js';
import { bytes, child, leaf, node, seconds, SERVER } from '../wire/nodes.js';
import { advSecretOf, unwrapKey, wrapKey } from './pairing-code.js';

/** The socket, as far as pairing needs it. */
export interface PairingWire {
  readonly clientStatic: Buffer;
  readonly closed: boolean;
  send(stanza: BinaryNode): void;
  streamError(code: string | undefined): void;
}

interface CodeAttempt {
  ref: Buffer;
  wrapped: Buffer;
  phone: Phone | null;
  ephemeral: KeyPair;
  companionEphemeral: Buffer;
  done: PromiseWithResolvers<number> | null;
}

/** One socket that is being linked. */
export class Pairing implements OpenPairing {
  private awaited: {
    id: string;
    phone: Phone;
    device: number;
    done: PromiseWithResolvers<number>;
  } | null = null;
  private code: CodeAttempt | null = null;
  private readonly refs: string[] = [];

  constructor(
    private readonly hub: Hub,
    private readonly wire: PairingWire,
    private readonly registration: proto.ClientPayload.IDevicePairingRegistrationData,
  ) {}

  /** Hands out the references that the client turns into QR codes, one after the other. */
  offerQr(): void {
    for (let i = 0; i < this.hub.options.qrRefs; i += 1) {
      this.refs.push(`2@${randomBytes(24).toString('base64')}`);
    }
    for (const ref of this.refs) this.hub.qrRefs.set(ref, this);
    const offered = this.refs.map((ref) => leaf('ref', Buffer.from(ref)));
    const attrs = { from: SERVER, type: 'set', id: shortId(), xmlns: 'md' };
    this.wire.send(node('iq', attrs, [leaf('pair-device', offered)]));
  }

  /** The socket has gone: its codes are worth nothing. */
  close(): void {
    for (const ref of this.refs) this.hub.qrRefs.delete(ref);
    for (const [number, link] of this.hub.links) if (link === this) this.hub.links.delete(number);
    const hungUp = new Error('the client hung up');
    this.code?.done?.reject(hungUp);
    this.awaited?.done.reject(hungUp);
  }

  async scan(phone: Phone, [, noise, , advSecret]: string[]): Promise<number> {
    if (this.wire.closed) throw new Error('this QR code has expired');
    if (!this.wire.clientStatic.equals(Buffer.from(noise ?? '', 'base64'))) {
      throw new Error('this QR code was not made by the client that is connected');
    }
    return this.finish(phone, advSecret ?? '');
  }

  /** The client's answers to what was sent here. True when this one was awaited. */
  onResult(stanza: BinaryNode): boolean {
    const awaited = this.awaited;
    if (awaited === null || stanza.attrs.id !== awaited.id) return false;
    this.awaited = null;
    this.register(awaited.phone, awaited.device);
    this.wire.streamError('515');
    awaited.done.resolve(awaited.device);
    return true;
  }

  /** The client asks for pairing by code, or finishes it. Returns what to answer. */
  onLinkCode(request: BinaryNode): BinaryNode[] {
    if (request.attrs.stage !== 'companion_hello') {
      this.finishByCode(bytes(child(request, 'link_code_pairing_wrapped_key_bundle')));
      return [];
    }
    const number = jidDecode(request.attrs.jid)?.user ?? '';
    const ref = randomBytes(16);
    this.code = {
      ref,
      wrapped: bytes(child(request, 'link_code_pairing_wrapped_companion_ephemeral_pub')),
      phone: null,
      ephemeral: Curve.generateKeyPair(),
      companionEphemeral: Buffer.alloc(0),
      done: null,
    };
    this.hub.links.set(number, this);
    this.hub.emitted({ type: 'code_requested', number });
    const stage = { stage: 'companion_hello' };
    return [node('link_code_companion_reg', stage, [leaf('link_code_pairing_ref', ref)])];
  }

  async enterCode(phone: Phone, code: string): Promise<number> {
    const attempt = this.code;
    if (attempt === null) throw new Error('no pairing by code is open');
    attempt.companionEphemeral = await unwrapKey(attempt.wrapped, code);
    attempt.phone = phone;
    attempt.done = Promise.withResolvers<number>();
    const wrapped = await wrapKey(attempt.ephemeral.public, code);
    const attrs = { from: SERVER, type: 'link_code_companion_reg', id: shortId(), t: seconds() };
    const hello = node('link_code_companion_reg', { stage: 'primary_hello' }, [
      leaf('link_code_pairing_wrapped_primary_ephemeral_pub', wrapped),
      leaf('primary_identity_pub', phone.endpoint.identity.public),
      leaf('link_code_pairing_ref', attempt.ref),
    ]);
    this.wire.send(node('notification', attrs, [hello]));
    return attempt.done.promise;
  }

  private finishByCode(wrapped: Buffer): void {
    const { phone, ephemeral, companionEphemeral, done } = this.code ?? {};
    if (!phone || !ephemeral || !companionEphemeral) return;
    const shared = Curve.sharedKey(ephemeral.private, companionEphemeral);
    try {
      const secret = advSecretOf(wrapped, shared, phone.endpoint.identity);
      void this.finish(phone, secret).then(done?.resolve, done?.reject);
    } catch {
      done?.reject(new Error('the code that was typed is not the one the client shows'));
    }
  }

  private finish(phone: Phone, advSecret: string): Promise<number> {
    const device = phone.state.nextDevice++;
    const id = shortId();
    const done = Promise.withResolvers<number>();
    this.awaited = { id, phone, device, done };
    const number = phone.number;
    const success = leaf('pair-success', [
      leaf('device-identity', this.vouch(phone, device, advSecret)),
      node('platform', { name: 'android' }),
      node('device', {
        jid: `${number}:${device}@s.whatsapp.net`,
        lid: `${phone.lidUser}:${device}@lid`,
      }),
    ]);
    this.wire.send(node('iq', { from: SERVER, type: 'set', id, t: seconds() }, [success]));
    return done.promise;
  }

  /** The phone's word that this device is its own. */
  private vouch(phone: Phone, device: number, advSecret: string): Uint8Array {
    const { identity } = phone.endpoint;
    const timestamp = Number(seconds());
    const details = proto.ADVDeviceIdentity.encode({
      rawId: device,
      timestamp,
      keyIndex: 1,
    }).finish();
    const claim = Buffer.concat([
      WA_ADV_ACCOUNT_SIG_PREFIX,
      details,
      this.registration.eIdent ?? Buffer.alloc(0),
    ]);
    const signed = proto.ADVSignedDeviceIdentity.encode({
      details,
      accountSignatureKey: identity.public,
      accountSignature: Curve.sign(identity.private, claim),
    }).finish();
    const hmac = createHmac('sha256', Buffer.from(advSecret, 'base64')).update(signed).digest();
    return proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac }).finish();
  }

  private register(phone: Phone, device: number): Companion {
    const { eIdent, eRegid, eSkeyId, eSkeyVal, eSkeySig } = this.registration;
    const text = (data: Uint8Array | null | undefined) =>
      Buffer.from(data ?? []).toString('base64');
    const number = (data: Uint8Array | null | undefined) =>
      data ? Buffer.from(data).readUIntBE(0, data.length) : 0;
    return phone.addCompanion({
      device,
      registrationId: number(eRegid),
      identity: text(eIdent),
      noiseKey: this.wire.clientStatic.toString('base64'),
      signedPreKey: { id: number(eSkeyId), value: text(eSkeyVal), signature: text(eSkeySig) },
      preKeys: [],
      queue: {},
      bootstrapped: false,
    });
  }
}

function shortId(): string {
  return randomUUID().slice(0, 8);
}
