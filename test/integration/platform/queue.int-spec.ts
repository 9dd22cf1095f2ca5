import { describe, expect, it } from 'vitest';
import { AppError } from '#platform/errors';
import { type JobData, JobProducer, JobQueues } from '#platform/queue';
import { jobs, Nudge, Other, QueueBench, script, send, until } from './queue-bench.js';

const bench = new QueueBench();

describe('dispatch', () => {
  it('brings the data of a job to its handler, now, later and to one certain worker', async () => {
    const app = await bench.start();
    expect(await send(app, 'later', { delayMs: 3_000 })).toBe(true);
    expect(await send(app, 'now')).toBe(true);
    expect(await send(app, 'mine', { workerId: 'w1' })).toBe(true);
    await until(() => expect(script.seen.toSorted()).toEqual(['mine', 'now']));
    await until(() => expect(script.seen).toHaveLength(3));
    expect(script.seen[2]).toBe('later');
  });

  it('leaves the jobs of another worker alone', async () => {
    const app = await bench.start({ workerId: 'w1' });
    await send(app, 'theirs', { workerId: 'w2' });
    await send(app, 'ours', { workerId: 'w1' });
    await until(() => expect(script.seen).toEqual(['ours']));
    const theirs = app.get(JobQueues).personal('nudges-w2');
    expect(await theirs.getWaitingCount()).toBe(1);
  });

  it('refuses data that does not have the form of the contract, before it reaches Redis', async () => {
    const app = await bench.start();
    const bad: JobData<typeof Nudge> = JSON.parse('{"id": 7}');
    await expect(app.get(JobProducer).enqueue(Nudge, bad)).rejects.toMatchObject({
      code: 'queue.invalid_data',
    });
    await expect(
      app.get(JobProducer).enqueue(Other, { id: 'x' }, { workerId: 'w1' }),
    ).rejects.toMatchObject({
      code: 'queue.not_personal',
    });
  });

  it('fails a job of an unknown name or form loudly and at once', async () => {
    const app = await bench.start();
    const queue = app.get(JobQueues).queue('nudges');
    await queue.add('nobody-knows', {}, { attempts: 5 });
    await queue.add('nudge', { id: 7 }, { attempts: 5 });
    await until(async () => expect(await jobs(app, 'failed')).toHaveLength(2));
    const failed = await jobs(app, 'failed');
    expect(failed.map((job) => job.attemptsMade)).toEqual([1, 1]);
    expect(failed.map((job) => job.failedReason).join()).toMatch(/queue.invalid_data.*|No handler/);
    expect(failed.some((job) => job.failedReason.includes('nobody-knows'))).toBe(true);
    expect(script.seen).toEqual([]);
  });
});

describe('what an error means for the job', () => {
  const failWith = (kind: AppError['kind'], retryAfterMs?: number) => () =>
    Promise.reject(
      new AppError({ kind, code: `test.${kind}`, message: 'On purpose.', retryAfterMs }),
    );

  it.each(['invalid', 'not_found', 'conflict', 'forbidden', 'unauthenticated'] as const)(
    '%s ends it after one run',
    async (kind) => {
      const app = await bench.start();
      script.act = failWith(kind);
      await send(app, 'x');
      await until(async () => expect(await jobs(app, 'failed')).toHaveLength(1));
      expect(script.seen).toHaveLength(1);
      expect((await jobs(app, 'failed'))[0]?.failedReason).toContain(`test.${kind}`);
    },
  );

  it.each(['upstream', 'unavailable', 'internal'] as const)(
    '%s runs it again until the attempts are used',
    async (kind) => {
      const app = await bench.start();
      script.act = failWith(kind);
      await send(app, 'x');
      await until(async () => expect(await jobs(app, 'failed')).toHaveLength(1));
      expect(script.seen).toHaveLength(Nudge.attempts);
    },
  );

  it('an error that nobody decided about counts as internal', async () => {
    const app = await bench.start();
    script.act = () =>
      script.seen.length < 2 ? Promise.reject(new TypeError('oops')) : Promise.resolve();
    await send(app, 'x');
    await until(async () => expect(await jobs(app, 'completed')).toHaveLength(1));
    expect(script.seen).toHaveLength(2);
  });

  it('rate_limited waits as long as it is told, without using an attempt', async () => {
    const app = await bench.start();
    const times: number[] = [];
    script.act = () => {
      times.push(performance.now());
      return times.length <= 5 ? failWith('rate_limited', 100)() : Promise.resolve();
    };
    await send(app, 'x');
    await until(async () => expect(await jobs(app, 'completed')).toHaveLength(1));
    expect(times).toHaveLength(6);
    const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    // 5 ms of tolerance: the two clocks round differently.
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(95);
    expect((await jobs(app, 'completed'))[0]?.attemptsMade).toBeLessThanOrEqual(Nudge.attempts);
  });
});
