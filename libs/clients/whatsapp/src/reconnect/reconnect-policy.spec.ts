import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TIMINGS } from '../whatsapp-options.js';
import { backoffMs } from './reconnect-backoff.js';
import { ReconnectPolicy } from './reconnect-policy.js';

const bounds = { minMs: 1_000, maxMs: 300_000 };
const broken = { code: 428, openMs: 0, pairing: false, codesSpent: false, storeAway: false };

describe('backoffMs', () => {
  it('stays between its bounds, whatever the attempt', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat(10_000), random, (attempt, r) => {
        const ms = backoffMs(attempt, bounds, r);
        return ms >= bounds.minMs && ms <= bounds.maxMs;
      }),
    );
  });

  it('doubles its ceiling with every attempt', () => {
    const ceilings = [0, 1, 2, 3, 20].map((attempt) => backoffMs(attempt, bounds, 0.999_999_9));
    expect(ceilings).toEqual([1_000, 2_000, 4_000, 8_000, 300_000]);
  });
});

describe('ReconnectPolicy', () => {
  const policy = () => new ReconnectPolicy(DEFAULT_TIMINGS, () => 0.999_999_9);

  it('waits longer after each failure and starts over after a minute of peace', () => {
    const p = policy();
    const waits = [0, 0, 0, 59_999, 60_000].map(
      (openMs) => p.after({ ...broken, openMs }, false).retryInMs,
    );
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 1_000]);
  });

  it('never waits long for our own store, and keeps that apart from what WhatsApp refused', () => {
    const p = policy();
    for (let n = 0; n < 12; n += 1) p.after(broken, false);
    const waits = Array.from(
      { length: 6 },
      () => p.after({ ...broken, code: null, storeAway: true }, false).retryInMs,
    );
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    expect(p.after(broken, false).retryInMs).toBe(300_000);
    expect(p.after({ ...broken, storeAway: true }, false).retryInMs).toBe(1_000);
  });

  it('does not count the restart that belongs to every pairing', () => {
    const p = policy();
    expect(p.after({ ...broken, code: 515 }, false).retryInMs).toBe(0);
    expect(p.after(broken, false).retryInMs).toBe(1_000);
  });

  it('takes the line back once from another client, unless that was long ago', () => {
    const p = policy();
    const replaced = { ...broken, code: 440 };
    expect(p.after(replaced, false).retryInMs).toBe(60_000);
    expect(p.after({ ...replaced, openMs: 30_000 }, false).retryInMs).toBeNull();
    expect(p.after({ ...replaced, openMs: 600_000 }, false).retryInMs).toBe(60_000);
  });

  it('ends a pairing whose time is over, and nothing else', () => {
    expect(policy().after({ ...broken, pairing: true }, true)).toEqual({
      reason: 'pairing_expired',
      wipe: false,
      retryInMs: null,
    });
    expect(policy().after(broken, true).reason).toBe('transient');
  });

  it('takes 408 for the end of a pairing only when the last code was shown: a dead line has the same code', () => {
    const silent = { ...broken, code: 408, pairing: true };
    expect(policy().after(silent, false)).toMatchObject({ reason: 'transient', retryInMs: 1_000 });
    expect(policy().after({ ...silent, codesSpent: true }, false).retryInMs).toBeNull();
  });

  it('lets nobody who waits for a code wait longer than 5 s', () => {
    const p = policy();
    const waits = Array.from({ length: 6 }, () => p.after({ ...broken, pairing: true }, false));
    expect(waits.map(({ retryInMs }) => retryInMs)).toEqual([
      1_000, 2_000, 4_000, 5_000, 5_000, 5_000,
    ]);
  });
});
