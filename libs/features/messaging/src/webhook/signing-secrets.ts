/** The secrets of a webhook channel: the present one, and for a day after a rotation the one before. */
import { randomBytes } from 'node:crypto';
import type { OpenChannel } from '../channels/channel-driver.js';

/** How long both secrets are good after a rotation, ms. */
export const OVERLAP_MS = 24 * 3_600_000;

/** A new secret, `whsec_…`. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Those that are good at this moment, the present one first. */
export function validSecrets(channel: Pick<OpenChannel, 'secrets'>, now = new Date()): string[] {
  const { signingSecret, previousSecret, previousUntil } = channel.secrets;
  const overlaps = previousUntil !== undefined && new Date(previousUntil) > now;
  return [signingSecret, overlaps ? previousSecret : undefined].filter(
    (secret) => secret !== undefined,
  );
}
