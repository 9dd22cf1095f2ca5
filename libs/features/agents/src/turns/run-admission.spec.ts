import { describe, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { RunBudgetSpent, RunMeter } from '../budget/run-meter.js';
import { RunAdmission, RunNotStarted } from './run-admission.js';
import type { StartVerdict } from './turn-start.service.js';

const usage = {
  requestId: 'a',
  model: 'm',
  phase: 'stop',
  complete: true,
  inputTokens: 1,
  outputTokens: 1,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costMicros: 100,
} as const;

function aMeter(limitMicros: number): RunMeter {
  return new RunMeter({ id: newId('run'), limitMicros }, () => Promise.resolve());
}

describe('a turn whose run is still being written down', () => {
  it('asks nothing before that has happened, and is metered from then on', async () => {
    const starting = Promise.withResolvers<StartVerdict>();
    const admission = new RunAdmission(starting.promise);
    let admitted = false;
    const asking = admission.authorize().then(() => (admitted = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(admitted).toBe(false);
    const meter = aMeter(150);
    starting.resolve({ kind: 'started', meter });
    await asking;
    admission.onUsage(usage);
    expect(meter.spentMicros).toBe(100);
  });

  it.each(['taken_over', 'put_off', 'given_up'] as const)(
    'asks nothing when it is %s',
    async (kind) => {
      const admission = new RunAdmission(Promise.resolve({ kind }));
      await expect(admission.authorize()).rejects.toThrow(RunNotStarted);
    },
  );

  it('asks nothing when the database is away, or the budget is spent', async () => {
    const lost = new RunAdmission(Promise.reject(new Error('no database')));
    await expect(lost.authorize()).rejects.toThrow('no database');
    const spent = new RunAdmission(Promise.resolve({ kind: 'started', meter: aMeter(0) }));
    await expect(spent.authorize()).rejects.toThrow(RunBudgetSpent);
  });
});
