import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTurnChaos, type ChaosOutcome } from '../chaos/turn-chaos.js';
import { judge, leasesLeft, processesOf, type Verdict } from '../chaos/turn-oracle.js';

/** `npm run chaos:turns` in small. */
describe('turns while everything is taken away in turn', () => {
  let outcome: ChaosOutcome;
  let verdict: Verdict;

  beforeAll(async () => {
    outcome = await runTurnChaos({
      messages: 40,
      conversations: 8,
      workers: 2,
      durationMs: 12_000,
      faults: [
        { atMs: 2_000, fault: 'kill-worker' },
        { atMs: 3_000, fault: 'flush-redis' },
        { atMs: 5_000, fault: 'restart-postgres' },
        { atMs: 8_000, fault: 'kill-api' },
        { atMs: 9_000, fault: 'kill-worker' },
        { atMs: 11_000, fault: 'restart-redis' },
      ],
      drainWithinMs: 120_000,
    });
    verdict = await judge(outcome.scene, outcome.sent);
  });

  afterAll(async () => {
    await outcome?.close();
  });

  it('loses nothing, answers nothing twice, keeps the order', () => {
    expect(outcome.drainedMs).not.toBeNull();
    expect(verdict).toMatchObject({ sent: 40, lost: [], twice: [], disordered: [] });
  });

  it('has had a tenth of the messages twice', () => {
    expect(outcome.redelivered).toBe(4);
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

  it('leaves no lease and no process behind when its workers are told to stop', async () => {
    const { stack } = outcome.scene;
    await Promise.all(stack.workers.map((worker) => worker.stop()));
    expect(await leasesLeft(outcome.scene)).toBe(0);
    expect(await processesOf(`${stack.dataDir}/sessions`)).toEqual([]);
  });
});
