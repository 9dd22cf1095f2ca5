/**
 * Cure of F4: signatures that nobody checks.
 *
 * In Baileys 7.0.0-rc14 `Curve.verify` answers true for any 64 bytes, because libsignal's `verifySignature` returns a
 * boolean where Baileys waits for an exception. So neither WhatsApp's certificate nor the account's signature at
 * pairing is checked; and libsignal itself drops the answer for the signed key in a stranger's key bundle.
 * What remains unchecked upstream: that the certificate's key is the one the server used. TLS answers for that.
 */
import { z } from 'zod';
import { Curve, generateSignalPubKey, SessionBuilder, verifySignature } from '../baileys.js';
import type { Uninstall } from './uninstall.js';

interface Bundle {
  identityKey: Uint8Array;
  signedPreKey: { publicKey: Uint8Array; signature: Uint8Array };
}

interface Builder {
  initOutgoing: (this: Builder, bundle: Bundle) => Promise<void>;
}

const builderPrototype = z.custom<Builder>(
  (p) => typeof Reflect.get(Object(p), 'initOutgoing') === 'function',
);

/** Whether `signature` is that key's over `message`. Never throws. */
export function isSignedBy(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  try {
    const key = Buffer.from(generateSignalPubKey(publicKey));
    return verifySignature(key, Buffer.from(message), Buffer.from(signature)) === true;
  } catch {
    return false;
  }
}

/** Installs it and tries it out. Throws when a wrong signature would still pass. */
export function checkSignatures(): Uninstall {
  const builder = builderPrototype.parse(SessionBuilder.prototype);
  const { verify } = Curve;
  const { initOutgoing } = builder;
  Curve.verify = isSignedBy;
  builder.initOutgoing = function verifiedInitOutgoing(bundle) {
    const { publicKey, signature } = bundle.signedPreKey;
    if (!isSignedBy(bundle.identityKey, publicKey, signature)) {
      return Promise.reject(new Error("the signature in the contact's key bundle is not theirs"));
    }
    return initOutgoing.call(this, bundle);
  };
  selfTest();
  return () => {
    Curve.verify = verify;
    builder.initOutgoing = initOutgoing;
  };
}

function selfTest(): void {
  const owner = Curve.generateKeyPair();
  const stranger = Curve.generateKeyPair();
  const message = Buffer.from('self-test');
  const signature = Curve.sign(owner.private, message);
  const accepts = Curve.verify(owner.public, message, signature);
  if (!accepts || Curve.verify(stranger.public, message, signature)) {
    throw new Error(
      'WhatsApp signatures cannot be checked: the cure of Baileys failed its self-test',
    );
  }
}
