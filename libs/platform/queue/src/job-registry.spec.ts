import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, parseJobData, personalQueue } from './job-contract.js';
import { jobFate } from './job-failure.js';
import { buildJobRegistry } from './job-registry.js';

const RunTurn = defineJob({ queue: 'turns', name: 'run-turn', data: z.object({ id: z.string() }) });
const Sync = defineJob({ queue: 'syncs', name: 'sync-shop', data: z.object({}) });
const found = (contract: typeof RunTurn | typeof Sync, className: string) => ({
  contract,
  className,
  handler: { handle: () => Promise.resolve() },
});

describe('buildJobRegistry', () => {
  it('pairs each contract with its handler', () => {
    const one = found(RunTurn, 'RunTurnHandler');
    const jobs = buildJobRegistry([RunTurn, Sync], [found(Sync, 'SyncHandler'), one]);
    expect(jobs.get('turns/run-turn')).toEqual({ contract: RunTurn, handler: one.handler });
    expect(jobs.size).toBe(2);
  });

  it('refuses a contract without a handler', () => {
    expect(() => buildJobRegistry([RunTurn], [])).toThrow(/turns\/run-turn has no handler/);
  });

  it('refuses a handler whose contract this worker does not declare', () => {
    expect(() => buildJobRegistry([], [found(Sync, 'SyncHandler')])).toThrow(
      /SyncHandler handles .*syncs\/sync-shop/,
    );
  });

  it('refuses two handlers of one contract, and says which', () => {
    const twice = [found(RunTurn, 'First'), found(RunTurn, 'Second')];
    expect(() => buildJobRegistry([RunTurn], twice)).toThrow(/several handlers: First, Second/);
  });

  it('refuses a contract that is declared twice', () => {
    const same = defineJob({ queue: 'turns', name: 'run-turn', data: z.object({}) });
    expect(() => buildJobRegistry([RunTurn, same], [found(RunTurn, 'One')])).toThrow(
      /declared twice/,
    );
  });
});

describe('defineJob', () => {
  it('refuses names that Redis keys or Bull Board would choke on', () => {
    for (const queue of ['a:b', 'Turns', '', '1st']) {
      expect(() => defineJob({ queue, name: 'x', data: z.object({}) })).toThrow(/no name/);
      expect(() => defineJob({ queue: 'x', name: queue, data: z.object({}) })).toThrow(/no name/);
    }
    expect(personalQueue('turns', 'host:7')).toBe('turns-host-7');
  });
});

describe('parseJobData', () => {
  it('names the fields that are wrong and never their values', () => {
    try {
      parseJobData(RunTurn, { id: 4711 });
      expect.unreachable('it took a number for a text');
    } catch (error) {
      expect(error).toMatchObject({
        kind: 'invalid',
        code: 'queue.invalid_data',
        details: { issues: [{ path: 'id' }] },
      });
      expect(JSON.stringify(error)).not.toContain('4711');
    }
  });
});

describe('jobFate', () => {
  it('tries again what may pass, gives up what will not, and waits for limits', () => {
    for (const kind of ['upstream', 'unavailable', 'internal'] as const) {
      expect(jobFate({ kind })).toEqual({ fate: 'retry' });
    }
    for (const kind of [
      'invalid',
      'unauthenticated',
      'forbidden',
      'not_found',
      'conflict',
    ] as const) {
      expect(jobFate({ kind })).toEqual({ fate: 'give_up' });
    }
    expect(jobFate({ kind: 'rate_limited', retryAfterMs: 1234 })).toEqual({
      fate: 'delay',
      delayMs: 1234,
    });
    expect(jobFate({ kind: 'rate_limited', retryAfterMs: -5 })).toEqual({
      fate: 'delay',
      delayMs: 50,
    });
    expect(jobFate({ kind: 'rate_limited' })).toEqual({ fate: 'delay', delayMs: 5000 });
  });
});
