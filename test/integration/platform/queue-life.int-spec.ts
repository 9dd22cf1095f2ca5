import { Injectable } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { type HandlesJob, JobHandler, JobProducer, JobQueues, JobSchedules } from '#platform/queue';
import { RedisConnections } from '#platform/redis';
import {
  connected,
  jobs,
  Nudge,
  NudgeHandler,
  Other,
  QueueBench,
  script,
  send,
  until,
} from './queue-bench.js';

@Injectable()
@JobHandler(Nudge)
class Twin extends NudgeHandler {}

@Injectable()
@JobHandler(Other)
class OtherHandler implements HandlesJob<typeof Other> {
  handle(): Promise<void> {
    return Promise.resolve();
  }
}

const bench = new QueueBench();

describe('boot', () => {
  it.each([
    ['a contract without a handler', { contracts: [Nudge, Other] }, /nudges\/other has no handler/],
    ['a handler without a contract', { handlers: [NudgeHandler, OtherHandler] }, /OtherHandler/],
    [
      'a handler listed twice',
      { contracts: [Nudge], handlers: [NudgeHandler, Twin] },
      /several handlers/,
    ],
  ])('refuses %s', async (_name, options, message) => {
    const app = await bench.compile(options);
    await expect(app.init()).rejects.toThrow(message);
  });

  it('gives every importer of forProducers() the same producer', async () => {
    const app = await bench.start();
    expect(app.get(JobProducer, { strict: false, each: true })).toHaveLength(1);
  });
});

describe('with Redis in trouble', () => {
  it('enqueue answers false while Redis is frozen, and nudges flow again after', async () => {
    const app = await bench.start();
    await send(app, 'before');
    await until(() => expect(script.seen).toEqual(['before']));
    bench.redis.freeze();
    expect(await send(app, 'frozen')).toBe(false);
    bench.redis.thaw();
    await connected(app);
    await until(async () => expect(await send(app, 'after')).toBe(true));
    await until(() => expect(script.seen).toContain('after'));
  });

  it('enqueue answers false while Redis is dead, and nudges flow again after its restart', async () => {
    const app = await bench.start();
    await bench.redis.stop();
    await until(() => expect(app.get(RedisConnections).fast.status).not.toBe('ready'));
    expect(await send(app, 'dead')).toBe(false);
    expect(await app.get(JobSchedules).upsert(Nudge, { everyMs: 1000, data: { id: 'x' } })).toBe(
      false,
    );
    await bench.redis.start();
    await connected(app);
    await until(async () => expect(await send(app, 'after')).toBe(true));
    await until(() => expect(script.seen).toContain('after'));
  });

  it('boots, closes and boots again without Redis, and works as soon as it is there', async () => {
    await bench.redis.stop();
    const first = await bench.boot();
    expect(await send(first, 'x')).toBe(false);
    await first.close();
    const app = await bench.boot();
    await bench.redis.start();
    await connected(app);
    await until(async () => expect(await send(app, 'hello')).toBe(true));
    await until(() => expect(script.seen).toContain('hello'));
  });

  it('closes although Redis died under it', async () => {
    const app = await bench.start();
    await send(app, 'x');
    await until(() => expect(script.seen).toEqual(['x']));
    await bench.redis.stop();
    await app.close();
    await bench.redis.start();
  });
});

describe('closing', () => {
  it('waits for the job that runs, takes no other and leaves it to the next worker', async () => {
    const prefix = '{closing}';
    const app = await bench.start({ prefix });
    let finish = (): void => {};
    let finished = false;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    script.act = async () => {
      await gate;
      finished = true;
    };
    await send(app, 'running');
    await until(() => expect(script.seen).toEqual(['running']));
    const closed = app.close();
    setTimeout(finish, 200);
    await closed;
    expect(finished).toBe(true);

    const next = await bench.start({ prefix });
    await until(async () => expect(await jobs(next, 'completed')).toHaveLength(1));
    expect(script.seen).toEqual([]);
  });

  it('aborts a job that does not end in time', async () => {
    const app = await bench.start({ closeGraceMs: 200 });
    let aborted = false;
    script.act = (_data, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          resolve();
        });
      });
    await send(app, 'stuck');
    await until(() => expect(script.seen).toEqual(['stuck']));
    await app.close();
    expect(aborted).toBe(true);
  });

  it('leaves nothing of its personal queue behind', async () => {
    const prefix = '{personal}';
    const app = await bench.start({ prefix, workerId: 'gone' });
    await send(app, 'mine', { workerId: 'gone' });
    await until(() => expect(script.seen).toEqual(['mine']));
    const next = await bench.start({ prefix, workerId: 'stays' });
    await app.close();
    await connected(next);
    expect(await next.get(RedisConnections).fast.keys(`${prefix}:nudges-gone:*`)).toEqual([]);
  });
});

describe('JobSchedules', () => {
  it('keeps its rhythm however often it is upserted, and comes back after FLUSHALL', async () => {
    const app = await bench.start();
    const upsert = () =>
      app.get(JobSchedules).upsert(Nudge, { everyMs: 400, data: { id: 'tick' } });
    // More often than it fires: an upsert that began the wait anew would silence it for ever.
    const busy = setInterval(() => void upsert(), 100);
    try {
      await until(() => expect(script.seen.length).toBeGreaterThanOrEqual(3));
      await app.get(RedisConnections).fast.flushall();
      const before = script.seen.length;
      await until(() => expect(script.seen.length).toBeGreaterThanOrEqual(before + 2));
    } finally {
      clearInterval(busy);
    }
    expect(await app.get(JobQueues).queue('nudges').getJobSchedulersCount()).toBe(1);
  });
});
