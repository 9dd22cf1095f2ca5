/**
 * The cryptography behind the eight characters, on the phone's side: both ends wrap a fresh key with what the characters
 * give, and the client sends what is secret between them under both. The shapes are Baileys' (7.0.0-rc14).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Curve, derivePairingCodeKey, type KeyPair } from '@whiskeysockets/baileys';

const SALT_BYTES = 32;
const IV_BYTES = 16;
const GCM_IV_BYTES = 12;
const GCM_TAG_BYTES = 16;

/** The client's fresh key as it wrapped it; with the wrong characters, something that is no key. */
export async function unwrapKey(wrapped: Buffer, code: string): Promise<Buffer> {
  const salt = wrapped.subarray(0, SALT_BYTES);
  const iv = wrapped.subarray(SALT_BYTES, SALT_BYTES + IV_BYTES);
  const sealed = wrapped.subarray(SALT_BYTES + IV_BYTES);
  return ctr('open', sealed, await derivePairingCodeKey(code, salt), iv);
}

/** The phone's fresh public key, wrapped for the client. */
export async function wrapKey(publicKey: Uint8Array, code: string): Promise<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  const iv = randomBytes(IV_BYTES);
  const sealed = ctr('seal', publicKey, await derivePairingCodeKey(code, salt), iv);
  return Buffer.concat([salt, iv, sealed]);
}

/**
 * The secret with which the phone vouches for the device, base64. Throws when the characters were not the client's.
 * @param bundle the client's last word, with its identity in it
 * @param shared what the two fresh keys give
 */
export function advSecretOf(bundle: Buffer, shared: Uint8Array, identity: KeyPair): string {
  const salt = bundle.subarray(0, SALT_BYTES);
  const iv = bundle.subarray(SALT_BYTES, SALT_BYTES + GCM_IV_BYTES);
  const key = hkdf(shared, salt, 'link_code_pairing_key_bundle_encryption_key');
  const plain = openGcm(bundle.subarray(SALT_BYTES + GCM_IV_BYTES), key, iv);
  const sharedIdentity = Curve.sharedKey(identity.private, plain.subarray(0, 32));
  const secret = Buffer.concat([shared, sharedIdentity, plain.subarray(64, 96)]);
  return hkdf(secret, Buffer.alloc(0), 'adv_secret').toString('base64');
}

function ctr(direction: 'seal' | 'open', data: Uint8Array, key: Buffer, iv: Buffer): Buffer {
  const make = direction === 'seal' ? createCipheriv : createDecipheriv;
  const cipher = make('aes-256-ctr', key, iv);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}

function openGcm(sealed: Buffer, key: Buffer, iv: Buffer): Buffer {
  const cipher = createDecipheriv('aes-256-gcm', key, iv);
  cipher.setAuthTag(sealed.subarray(-GCM_TAG_BYTES));
  return Buffer.concat([cipher.update(sealed.subarray(0, -GCM_TAG_BYTES)), cipher.final()]);
}

function hkdf(secret: Uint8Array, salt: Uint8Array, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, 32));
}
