/** Key bundles as they travel in stanzas: in answers about users, in uploads and in retry receipts. */
import { encodeBigEndian, KEY_BUNDLE_TYPE, type BinaryNode } from '@whiskeysockets/baileys';
import { bytes, child, leaf, node } from './nodes.js';
import type { KeyBundle } from './signal-endpoint.js';

/** A public key with its number, as a device uploads it. */
export interface NumberedKey {
  id: number;
  value: Buffer;
  /** Empty where the key is not signed. */
  signature: Buffer;
}

/** Reads `<key>` or `<skey>`. */
export function readKey(part: BinaryNode | undefined): NumberedKey {
  const id = bytes(child(part, 'id'));
  return {
    id: id.length === 0 ? 0 : id.readUIntBE(0, id.length),
    value: bytes(child(part, 'value')),
    signature: bytes(child(part, 'signature')),
  };
}

function oneTimeKey(bundle: KeyBundle): BinaryNode[] {
  if (bundle.preKey === null) return [];
  const { id, value } = bundle.preKey;
  return [leaf('key', [leaf('id', encodeBigEndian(id, 3)), leaf('value', value)])];
}

function signedKey({ signedPreKey }: KeyBundle): BinaryNode {
  return leaf('skey', [
    leaf('id', encodeBigEndian(signedPreKey.id, 3)),
    leaf('value', signedPreKey.value),
    leaf('signature', signedPreKey.signature),
  ]);
}

/** What a retry receipt says of its sender: the registration, and from the second time on the keys. */
export function bundleParts(bundle: KeyBundle, withKeys: boolean): BinaryNode[] {
  const registration = leaf('registration', encodeBigEndian(bundle.registrationId));
  if (!withKeys) return [registration];
  const keys = [
    leaf('type', KEY_BUNDLE_TYPE),
    leaf('identity', bundle.identity),
    ...oneTimeKey(bundle),
    signedKey(bundle),
  ];
  return [registration, leaf('keys', keys)];
}

/** The answer about one user's device in an `encrypt` query. */
export function bundleAnswer(jid: string, bundle: KeyBundle | null): BinaryNode {
  if (bundle === null) {
    return node('user', { jid }, [node('error', { code: '404', text: 'item-not-found' })]);
  }
  return node('user', { jid }, [
    leaf('registration', encodeBigEndian(bundle.registrationId)),
    leaf('type', KEY_BUNDLE_TYPE),
    leaf('identity', bundle.identity),
    signedKey(bundle),
    ...oneTimeKey(bundle),
  ]);
}

/** The bundle in a retry receipt that a device sends, or null when it sent none. */
export function bundleOfRetry(receipt: BinaryNode): KeyBundle | null {
  const keys = child(receipt, 'keys');
  const registration = bytes(child(receipt, 'registration'));
  if (keys === undefined || registration.length === 0) return null;
  const one = child(keys, 'key');
  return {
    registrationId: registration.readUIntBE(0, registration.length),
    identity: bytes(child(keys, 'identity')),
    signedPreKey: readKey(child(keys, 'skey')),
    preKey: one === undefined ? null : readKey(one),
  };
}
