/**
 * `npm run chaos:turns`. Sizes by CHAOS_MESSAGES, CHAOS_CONVERSATIONS, CHAOS_WORKERS, CHAOS_SECONDS; the defaults are
 * those that must hold. Prints what the oracle saw.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlannedFault } from './chaos-monkey.js';
import { runTurnChaos, type ChaosOutcome } from './turn-chaos.js';
import { judge, leasesLeft, processesOf, type Verdict } from './turn-oracle.js';

const size = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const MESSAGES = size('CHAOS_MESSAGES', 1_000);
const CONVERSATIONS = size('CHAOS_CONVERSATIONS', 100);
const WORKERS = size('CHAOS_WORKERS', 3);
const SECONDS = size('CHAOS_SECONDS', 60);
const KILL_EVERY_MS = 5_000;
const DRAIN_WITHIN_MS = 120_000;

function plan(durationMs: number): PlannedFault[] {
  const kills = Array.from({ length: Math.floor(durationMs / KILL_EVERY_MS) }, (_, i) => ({
    atMs: (i + 1) * KILL_EVERY_MS,
    fault: 'kill-worker' as const,
  }));
  const part = (share: number): number => Math.round(durationMs * share);
  return [
    ...kills,
    { atMs: part(0.15), fault: 'restart-redis' },
    { atMs: part(0.3), fault: 'freeze-redis' },
    { atMs: part(0.45), fault: 'restart-postgres' },
    { atMs: part(0.55), fault: 'flush-redis' },
    { atMs: part(0.7), fault: 'kill-api' },
    { atMs: part(0.85), fault: 'restart-postgres' },
  ];
}

describe('turns while everything is taken away in turn', () => {
  let outcome: ChaosOutcome;
  let verdict: Verdict;

  beforeAll(async () => {
    outcome = await runTurnChaos({
      messages: MESSAGES,
      conversations: CONVERSATIONS,
      workers: WORKERS,
      durationMs: SECONDS * 1_000,
      faults: plan(SECONDS * 1_000),
      drainWithinMs: DRAIN_WITHIN_MS * 2,
    });
    verdict = await judge(outcome.scene, outcome.sent);
    const { kills, databaseRestarts, drainedMs, redelivered } = outcome;
    const figures = { ...verdict, kills, databaseRestarts, drainedMs, redelivered };
    process.stdout.write(`chaos:turns ${JSON.stringify(figures)}\n`);
  }, 900_000);

  afterAll(async () => {
    await outcome?.close();
  });

  it('loses nothing, answers nothing twice, keeps the order', () => {
    expect(verdict).toMatchObject({ sent: MESSAGES, lost: [], twice: [], disordered: [] });
  });

  it('has had a tenth of the messages twice, and its workers killed', () => {
    expect(outcome.redelivered).toBeGreaterThanOrEqual(Math.floor(MESSAGES / 10) - 1);
    expect(outcome.kills).toBeGreaterThan(0);
  });

  it('ends no process but those that were killed', () => {
    expect(outcome.died).toEqual([]);
  });

  it('never runs two turns of a conversation at once', () => {
    expect(verdict.overlaps).toBe(0);
  });

  it('leaves at most one send without a receipt for each kill', () => {
    expect(verdict.deliveriesUnknown).toBeLessThanOrEqual(outcome.kills);
  });

  it('is done within 120 s of the last fault', () => {
    expect(outcome.drainedMs).toBeLessThan(DRAIN_WITHIN_MS);
  });

  it('leaves no lease and no process behind when its workers are told to stop', async () => {
    const { stack } = outcome.scene;
    await Promise.all(stack.workers.map((worker) => worker.stop()));
    expect(await leasesLeft(outcome.scene)).toBe(0);
    expect(await processesOf(`${stack.dataDir}/sessions`)).toEqual([]);
  });
});
