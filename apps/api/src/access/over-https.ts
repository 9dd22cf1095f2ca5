/** Whether browsers reach this app by https only: then cookies must not travel otherwise. */
import type { OwnAddresses } from './browser-origin.js';

/** By the public address; without one by the dashboard's, which cannot call an API of plain http from a page of https. */
export function isServedOverHttps({ publicUrl, corsOrigin }: OwnAddresses): boolean {
  return (publicUrl ?? corsOrigin).startsWith('https:');
}
