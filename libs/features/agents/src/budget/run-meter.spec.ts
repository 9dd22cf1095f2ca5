import { describe, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { NO_USAGE } from '../sessions/agent-runtime.js';
import type { UsageRow } from './budgets.repository.js';
import { RunBudgetSpent, RunMeter } from './run-meter.js';

function usage(requestId: string, phase: 'start' | 'stop', costMicros: number): UsageRow {
  return {
    requestId,
    phase,
    costMicros,
    model: 'm',
    complete: true,
    inputTokens: 1,
    outputTokens: 1,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
}

describe('the meter of a run', () => {
  const written: string[] = [];
  const writing = (): RunMeter => {
    written.length = 0;
    return new RunMeter({ id: newId('run'), limitMicros: 100 }, async (_, row) => {
      await Promise.resolve();
      written.push(`${row.requestId} ${row.phase} ${row.costMicros}`);
    });
  };

  it('counts a request once, by its latest reading, and writes both readings in order', async () => {
    const meter = writing();
    meter.onUsage(usage('a', 'start', 10));
    await meter.settled();
    meter.onUsage(usage('a', 'stop', 60));
    await meter.settled();
    expect(meter.spentMicros).toBe(60);
    expect(written).toEqual(['a start 10', 'a stop 60']);
  });

  it('writes only the latest of the readings that came while others were written', async () => {
    const meter = writing();
    meter.onUsage(usage('a', 'start', 10));
    meter.onUsage(usage('b', 'start', 5));
    meter.onUsage(usage('b', 'stop', 20));
    meter.onUsage(usage('a', 'stop', 60));
    await meter.settled();
    expect(written).toEqual(['a stop 60', 'b stop 20']);
  });

  it('sums up every request of the run, whatever its turn knows of', () => {
    const meter = new RunMeter({ id: newId('run'), limitMicros: 100 }, () => Promise.resolve());
    const ofTurn = { ...NO_USAGE, model: 'm', costMicros: 5, contextTokens: 77 };
    expect(meter.total(ofTurn)).toEqual(ofTurn);
    meter.onUsage(usage('summary', 'stop', 10));
    meter.onUsage(usage('turn', 'stop', 5));
    expect(meter.total(ofTurn)).toMatchObject({
      costMicros: 15,
      inputTokens: 2,
      contextTokens: 77,
    });
  });

  it('lets no request through once the budget is spent', async () => {
    const meter = new RunMeter({ id: newId('run'), limitMicros: 100 }, () => Promise.resolve());
    await expect(meter.authorize()).resolves.toBeUndefined();
    meter.onUsage(usage('a', 'stop', 100));
    await expect(meter.authorize()).rejects.toThrow(RunBudgetSpent);
  });

  it('goes on metering when a reading could not be written', async () => {
    const meter = new RunMeter({ id: newId('run'), limitMicros: 100 }, () =>
      Promise.reject(new Error('database away')),
    );
    meter.onUsage(usage('a', 'stop', 40));
    await meter.settled();
    expect(meter.spentMicros).toBe(40);
  });
});
