/**
 * Secrets at rest: AES-256-GCM, bound to the place they are stored in, under a key with a name so that keys can rotate.
 * Form: `{kid}:{iv}:{tag}:{ciphertext}`, all but kid in hex. The place (table, row, column) is authenticated, so a
 * sealed value copied into another row or column does not open. The older form `{iv}:{tag}:{ciphertext}` has no place.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '#platform/errors';

/** Where a sealed value is stored; must be the same when it is opened. */
export interface SecretPlace {
  table: string;
  row: string;
  column: string;
}

/** The keys a box may open with, by id; the current one seals. */
export interface SecretKeys {
  currentKeyId: string;
  /** 32 bytes each. */
  keys: Readonly<Record<string, Buffer>>;
}

/** What keyIdOf says of the older form, which names no key. */
export const LEGACY_KEY_ID = 'legacy';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

interface Sealed {
  keyId: string | null;
  iv: Buffer;
  tag: Buffer;
  ciphertext: Buffer;
}

/** Seals and opens short secrets. Errors are AppErrors of kind `internal` and never hold the secret. */
export class SecretBox {
  readonly currentKeyId: string;
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #currentKey: Buffer;

  constructor(keys: SecretKeys) {
    this.#keys = new Map(Object.entries(keys.keys));
    for (const [id, key] of this.#keys) {
      if (key.length !== 32) throw unreadable(`key ${id} has ${key.length} bytes instead of 32`);
    }
    const current = this.#keys.get(keys.currentKeyId);
    if (current === undefined) throw unreadable(`key ${keys.currentKeyId} is not configured`);
    this.currentKeyId = keys.currentKeyId;
    this.#currentKey = current;
  }

  /** Seals a text for one place. Twice the same text gives two different results. */
  seal(plaintext: string, aad: SecretPlace): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#currentKey, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(placeBytes(aad));
    const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
    const tag = cipher.getAuthTag();
    return [
      this.currentKeyId,
      iv.toString('hex'),
      tag.toString('hex'),
      ciphertext.toString('hex'),
    ].join(':');
  }

  /** Opens what was sealed for this place. Throws `crypto.unreadable_secret` when it was altered, moved or its key is gone. */
  open(sealed: string, aad: SecretPlace): string {
    const parts = parse(sealed);
    if (parts.keyId === null) return this.#openLegacy(parts);
    const key = this.#keys.get(parts.keyId);
    if (key === undefined) throw unreadable(`no key ${parts.keyId} is configured`);
    return decrypt(parts, key, placeBytes(aad));
  }

  /** The id of the key a value was sealed with, to find what still has to be sealed anew after a rotation. */
  keyIdOf(sealed: string): string {
    return parse(sealed).keyId ?? LEGACY_KEY_ID;
  }

  #openLegacy(parts: Sealed): string {
    let failure: unknown;
    for (const key of this.#keys.values()) {
      try {
        return decrypt(parts, key, null);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}

const SEALED = /^(?:([\w-]+):)?((?:[0-9a-f]{2}){12,16}):([0-9a-f]{32}):((?:[0-9a-f]{2})*)$/i;

function parse(sealed: string): Sealed {
  const [, keyId, iv, tag, ciphertext] = SEALED.exec(sealed) ?? [];
  if (iv === undefined || tag === undefined || ciphertext === undefined) {
    throw unreadable('it is not in a form this version knows');
  }
  return {
    keyId: keyId ?? null,
    iv: Buffer.from(iv, 'hex'),
    tag: Buffer.from(tag, 'hex'),
    ciphertext: Buffer.from(ciphertext, 'hex'),
  };
}

function decrypt(parts: Sealed, key: Buffer, aad: Buffer | null): string {
  const decipher = createDecipheriv(CIPHER, key, parts.iv, { authTagLength: TAG_BYTES });
  if (aad !== null) decipher.setAAD(aad);
  decipher.setAuthTag(parts.tag);
  try {
    return Buffer.concat([decipher.update(parts.ciphertext), decipher.final()]).toString('utf8');
  } catch (error) {
    throw unreadable('it was altered, moved or sealed with another key', error);
  }
}

/** JSON of a fixed list, so that no two places give the same bytes. */
function placeBytes(aad: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([aad.table, aad.row, aad.column]), 'utf8');
}

function unreadable(why: string, cause?: unknown): AppError {
  return new AppError({
    kind: 'internal',
    code: 'crypto.unreadable_secret',
    message: `A stored secret cannot be read: ${why}. Check TOKEN_ENCRYPTION_KEY.`,
    cause,
  });
}
