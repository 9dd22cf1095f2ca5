import type { Channel } from '../../api/contract.js';

/** Ended against the seller's wish: logged out on the phone, taken by another program, refused by the platform. */
export function isLost({ purpose, status, lastError }: Channel): boolean {
  return purpose === 'bot' && status === 'disconnected' && lastError !== null;
}
