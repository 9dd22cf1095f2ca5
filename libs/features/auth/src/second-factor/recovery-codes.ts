/** Codes for the day the phone is lost: each works once in the place of a code of the app. */
import { randomBytes } from 'node:crypto';
import { hashOfToken } from '../random-token.js';

const CODES = 10;
// No letters that look like others. 32 of them, so that a byte's five bits choose without bias.
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const LETTERS_PER_CODE = 12;

/** Ten new codes of 60 bits: `xxxx-xxxx-xxxx`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, newCode);
}

/** The hash a code is kept as; dashes, spaces and case do not matter. */
export function hashOfRecoveryCode(code: string): string {
  return hashOfToken(`recovery ${code.toLowerCase().replace(/[\s-]/g, '')}`);
}

function newCode(): string {
  const letters = [...randomBytes(LETTERS_PER_CODE)].map((byte) => LETTERS.charAt(byte & 31));
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}
