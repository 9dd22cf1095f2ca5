/** Waiting until a scene has nothing left to do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShopScene } from '../../support/apps/shop-scene.js';
import { stuckConversations, unfinished, type SentMessage } from '../turn-oracle.js';

const LOOK_MS = 300;

/** @returns how long it took, ms; null: it did not come to rest in time (what is open is printed) */
export async function untilAtRest(
  scene: ShopScene,
  sent: SentMessage[],
  withinMs: number,
): Promise<number | null> {
  const startedAt = Date.now();
  while (Date.now() - startedAt < withinMs) {
    if ((await unfinished(scene, sent).catch(() => null)) === 0) return Date.now() - startedAt;
    await sleep(LOOK_MS);
  }
  const stuck = JSON.stringify(await stuckConversations(scene).catch(String));
  process.stdout.write(`  still open: ${stuck}\n`);
  return null;
}

/** A message that the oracle finds again in its answer. */
export function wordsOf(person: number, n: number): SentMessage {
  return { person, n, words: `no${person}x${n}x mug?` };
}
