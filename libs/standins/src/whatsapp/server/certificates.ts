/**
 * The stand-in's own certificate authority for the Noise handshake: root -> intermediate -> the server's static key.
 * The root is made from a fixed seed, so that its public key can stand in an .env file. That is harmless: a client
 * takes a root of its own only for a loopback address.
 */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { Curve, proto, type KeyPair } from '@whiskeysockets/baileys';

const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI_X25519_LENGTH = 12;
const ROOT_SEED = 'IFA stand-in for WhatsApp, root key 1';
const NEVER = 4_102_444_800; // 2100-01-01, in seconds

const { Details } = proto.CertChain.NoiseCertificate;

/** An X25519 key pair that is always the same for the same seed. Not a secret. */
export function keyPairFromSeed(seed: string): KeyPair {
  const secret = createHash('sha256').update(seed).digest();
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_X25519, secret]),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return { private: secret, public: spki.subarray(SPKI_X25519_LENGTH) };
}

/** Signs the server's static key for the handshake. */
export class CertificateAuthority {
  private readonly root: KeyPair;
  private readonly intermediate = Curve.generateKeyPair();

  /** @param seed another root than the usual one, for tests of a server that is not trusted */
  constructor(seed: string = ROOT_SEED) {
    this.root = keyPairFromSeed(seed);
  }

  /** What a client has to trust, as 64 hex digits. */
  get rootKeyHex(): string {
    return Buffer.from(this.root.public).toString('hex');
  }

  /** The encoded chain that vouches for `serverStatic`. */
  chainFor(serverStatic: Uint8Array): Uint8Array {
    const validity = { notBefore: 0, notAfter: NEVER };
    const middle = Details.encode({
      serial: 1,
      issuerSerial: 0,
      key: this.intermediate.public,
      ...validity,
    }).finish();
    const leaf = Details.encode({
      serial: 2,
      issuerSerial: 1,
      key: serverStatic,
      ...validity,
    }).finish();
    return proto.CertChain.encode({
      intermediate: { details: middle, signature: Curve.sign(this.root.private, middle) },
      leaf: { details: leaf, signature: Curve.sign(this.intermediate.private, leaf) },
    }).finish();
  }
}

/** The root key every stand-in has unless it was given another seed, as 64 hex digits. */
export const STANDIN_ROOT_KEY_HEX: string = new CertificateAuthority().rootKeyHex;
