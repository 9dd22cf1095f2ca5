/** Codes of an authenticator app: RFC 6238 with the parameters every app knows (SHA-1, 6 digits, 30 s). */
import { generateSecret, generateURI, verifySync } from 'otplib';

const STEP_SECONDS = 30;
const FORM = /^\d{6}$/;

/** A new shared secret, base32, 160 bits. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** The address behind the picture that authenticator apps read. */
export function totpUri(secret: string, account: string, issuer = 'IFA'): string {
  return generateURI({ issuer, label: account, secret });
}

/**
 * The 30-second step a code belongs to, or null when it is not right at that moment. One step of a clock that runs
 * wrong is forgiven in either direction. Whether the step was used before is the caller's question.
 */
export function stepOfCode(secret: string, code: string, now: Date): number | null {
  if (!FORM.test(code)) return null;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({ secret, token: code, epoch, epochTolerance: STEP_SECONDS });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}
