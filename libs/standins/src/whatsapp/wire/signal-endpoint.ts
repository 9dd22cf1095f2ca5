/**
 * One Signal endpoint (a phone's primary device) on libsignal, with its keys in a plain JSON object so that they can be
 * kept across restarts. It does one thing at a time and holds its storage itself: unlike Baileys it needs no async
 * context, so the faults this stand-in exists to show are never its own.
 */
import {
  ProtocolAddress,
  SessionBuilder,
  SessionCipher,
  SessionRecord,
  type SignalStorage,
} from 'libsignal';
import { Curve, generateSignalPubKey, signedKeyPair, type KeyPair } from '@whiskeysockets/baileys';
import { z } from 'zod';

const REGISTRATION_IDS = 16_380;

/** Base64, as everything binary is in the saved state. */
export type Base64 = string;

interface SavedKeyPair {
  public: Base64;
  private: Base64;
}

/** The saved form of an endpoint. */
export interface SignalKeys {
  registrationId: number;
  identity: SavedKeyPair;
  signedPreKey: SavedKeyPair & { id: number; signature: Base64 };
  preKeys: Record<string, SavedKeyPair>;
  nextPreKeyId: number;
  /** libsignal's own JSON form of a session, by address. */
  sessions: Record<string, unknown>;
}

/** What one must know of a device to write to it for the first time. Keys without their type byte. */
export interface KeyBundle {
  registrationId: number;
  identity: Uint8Array;
  signedPreKey: { id: number; value: Uint8Array; signature: Uint8Array };
  preKey: { id: number; value: Uint8Array } | null;
}

/** An encrypted message and how it is to be read. */
export interface Sealed {
  type: 'pkmsg' | 'msg';
  ciphertext: Buffer;
}

/** Baileys prints whole sessions when one is closed; a stand-in should keep its terminal readable. */
class QuietRecord extends SessionRecord {
  closeSession(session: { indexInfo: { closed: number } }): void {
    session.indexInfo.closed = Date.now();
  }
}

function save(pair: KeyPair): SavedKeyPair {
  return { public: base64(pair.public), private: base64(pair.private) };
}

function base64(data: Uint8Array): Base64 {
  return Buffer.from(data).toString('base64');
}

function unbase64(text: Base64): Buffer {
  return Buffer.from(text, 'base64');
}

function signalPair(pair: SavedKeyPair): { privKey: Buffer; pubKey: Buffer } {
  return {
    privKey: unbase64(pair.private),
    pubKey: Buffer.from(generateSignalPubKey(unbase64(pair.public))),
  };
}

/** Fresh keys for a new phone. */
export function newSignalKeys(): SignalKeys {
  const identity = Curve.generateKeyPair();
  const signed = signedKeyPair(identity, 1);
  return {
    registrationId: 1 + Math.floor(Math.random() * REGISTRATION_IDS),
    identity: save(identity),
    signedPreKey: { ...save(signed.keyPair), id: 1, signature: base64(signed.signature) },
    preKeys: {},
    nextPreKeyId: 1,
    sessions: {},
  };
}

/** Encrypts to and decrypts from other devices; addresses look like `<user>.<device>`. */
export class SignalEndpoint {
  private readonly storage: SignalStorage;
  private tail: Promise<unknown> = Promise.resolve();

  /** @param changed called after every change of `keys`, to have them saved */
  constructor(
    private readonly keys: SignalKeys,
    private readonly changed: () => void,
  ) {
    this.storage = this.makeStorage();
  }

  /** The identity key pair, raw. */
  get identity(): KeyPair {
    return {
      public: unbase64(this.keys.identity.public),
      private: unbase64(this.keys.identity.private),
    };
  }

  /** A bundle with a new one-time key, as the server hands out. */
  bundle(): KeyBundle {
    const id = this.keys.nextPreKeyId++;
    const pair = Curve.generateKeyPair();
    this.keys.preKeys[id] = save(pair);
    this.changed();
    const { signedPreKey } = this.keys;
    return {
      registrationId: this.keys.registrationId,
      identity: this.identity.public,
      signedPreKey: {
        id: signedPreKey.id,
        value: unbase64(signedPreKey.public),
        signature: unbase64(signedPreKey.signature),
      },
      preKey: { id, value: pair.public },
    };
  }

  /** Encrypts; with `bundle` (or a function that fetches one) where there is no session, or always when `renew`. */
  encrypt(
    address: string,
    plain: Uint8Array,
    bundle: () => KeyBundle,
    renew = false,
  ): Promise<Sealed> {
    return this.serial(async () => {
      const to = parseAddress(address);
      if (renew || this.keys.sessions[address] === undefined) {
        delete this.keys.sessions[address];
        await new SessionBuilder(this.storage, to).initOutgoing(forLibsignal(bundle()));
      }
      const { type, body } = await new SessionCipher(this.storage, to).encrypt(Buffer.from(plain));
      return { type: type === 3 ? 'pkmsg' : 'msg', ciphertext: Buffer.from(body, 'binary') };
    });
  }

  /** Decrypts; rejects with libsignal's error when it cannot. */
  decrypt(address: string, type: string, ciphertext: Uint8Array): Promise<Buffer> {
    return this.serial(() => {
      const cipher = new SessionCipher(this.storage, parseAddress(address));
      const data = Buffer.from(ciphertext);
      return type === 'pkmsg'
        ? cipher.decryptPreKeyWhisperMessage(data)
        : cipher.decryptWhisperMessage(data);
    });
  }

  /** Loses the session with that device, as a phone restored from a backup does. */
  forget(address: string): void {
    delete this.keys.sessions[address];
    this.changed();
  }

  private serial<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => undefined);
    return result;
  }

  private makeStorage(): SignalStorage {
    const { keys } = this;
    return {
      loadSession: async (id) => {
        const saved = keys.sessions[id];
        return saved === undefined ? undefined : QuietRecord.deserialize(sessionData.parse(saved));
      },
      storeSession: async (id, record) => {
        keys.sessions[id] = record.serialize();
        this.changed();
      },
      isTrustedIdentity: () => true,
      loadPreKey: async (id) => {
        const pair = keys.preKeys[String(id)];
        return pair === undefined ? undefined : signalPair(pair);
      },
      removePreKey: (id) => {
        delete keys.preKeys[String(id)];
        this.changed();
      },
      loadSignedPreKey: () => signalPair(keys.signedPreKey),
      getOurRegistrationId: () => keys.registrationId,
      getOurIdentity: () => signalPair(keys.identity),
    };
  }
}

function parseAddress(address: string): ProtocolAddress {
  const dot = address.lastIndexOf('.');
  return new ProtocolAddress(address.slice(0, dot), Number(address.slice(dot + 1)));
}

type LibsignalBundle = Parameters<SessionBuilder['initOutgoing']>[0];

/** libsignal takes a bundle without a one-time key; only its declaration does not. */
const deviceBundle = z.custom<LibsignalBundle>((value) => typeof value === 'object');

/** libsignal declares its JSON form of a session as bytes. */
const sessionData = z.custom<Parameters<typeof SessionRecord.deserialize>[0]>(
  (value) => typeof value === 'object',
);

function forLibsignal(bundle: KeyBundle): LibsignalBundle {
  const { signedPreKey, preKey } = bundle;
  const device = {
    registrationId: bundle.registrationId,
    identityKey: Buffer.from(generateSignalPubKey(bundle.identity)),
    signedPreKey: {
      keyId: signedPreKey.id,
      publicKey: Buffer.from(generateSignalPubKey(signedPreKey.value)),
      signature: Buffer.from(signedPreKey.signature),
    },
  };
  if (preKey === null) return deviceBundle.parse(device);
  return {
    ...device,
    preKey: { keyId: preKey.id, publicKey: Buffer.from(generateSignalPubKey(preKey.value)) },
  };
}
