/**
 * Which addresses have signed in to which account before. Attempts of strangers are counted for the account as a whole,
 * so that a password is not guessed from a thousand addresses; its owner, at an address of theirs, is not shut out by them.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { normaliseEmail } from '#features/auth';
import { DAY_MS } from '#platform/clock';
import { ExpiringFlags } from '#platform/redis';
import { addressKey } from './address-key.js';

const KNOWN_FOR_MS = 30 * DAY_MS;

/** Remembers addresses for a month after the last sign-in. */
@Injectable()
export class KnownSignIns {
  constructor(private readonly flags: ExpiringFlags) {}

  /** After a sign-in. */
  async remember(address: string, email: string): Promise<void> {
    await this.flags.set(flagOf(address, accountKey(email)), KNOWN_FOR_MS);
  }

  /** @param account see {@link accountKey} */
  async has(address: string, account: string): Promise<boolean> {
    return this.flags.has(flagOf(address, account));
  }
}

/** The name under which attempts at an account are counted, whether it exists or not. */
export function accountKey(email: string): string {
  const digest = createHash('sha256').update(normaliseEmail(email)).digest('base64url');
  return digest.slice(0, 22);
}

function flagOf(address: string, account: string): string {
  return `sign-in:${addressKey(address)}:${account}`;
}
