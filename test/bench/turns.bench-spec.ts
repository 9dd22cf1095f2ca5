/**
 * `npm run bench:turns`: our turns against the bare CLI on the same machine in the same run, so ratios mean something
 * and times do not. BENCH_TURNS is the number of turns of each kind.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOwnPostgres, type OwnPostgres } from '../support/servers/own-postgres.js';
import { openShopScene, type ShopScene } from '../support/apps/shop-scene.js';
import { BareCli, bareSetup } from './bare-cli.js';
import { cpuPerTurn, cpuTimes } from './process-cpu.js';
import { SentAnswers } from './sent-answers.js';
import { percentile, stepTimes, tookMs, turnTimes } from './turn-times.js';

const TURNS = Number(process.env['BENCH_TURNS'] ?? 40);
const PARALLEL = 8;
const WARM_UP = 5;

const say = (line: string): void => void process.stdout.write(`bench:turns ${line}\n`);
/** Turns a second of `PARALLEL` cold ones. */
const perSecond = async (takeAll: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await takeAll();
  return (PARALLEL * 1_000) / (performance.now() - startedAt);
};
const ms = (value: number): string => `${Math.round(value)} ms`;

describe('what a turn costs beside the bare CLI', () => {
  let postgres: OwnPostgres;
  let scene: ShopScene;
  let bare: BareCli;
  let sent: SentAnswers;

  beforeAll(async () => {
    postgres = await startOwnPostgres();
    await postgres.database.dataSource.query('alter system set track_commit_timestamp = on');
    await postgres.restart();
    scene = await openShopScene({
      webhooks: true,
      database: postgres.database,
      env: { AGENT_CONCURRENCY: '16' },
    });
    sent = new SentAnswers(postgres.database.dataSource);
    await scene.standin('POST', '/anthropic/_control/mode', { mode: 'instant', firstByteMs: 0 });
    await debounce(0);
    await scene.write(6001, 'Any mug for the first question?');
    await scene.answer(6001);
    const { requests } = await scene.standin('GET', '/anthropic/_control/requests');
    const recorded = requests as { body: unknown }[];
    bare = await BareCli.create(
      bareSetup(`${scene.stack.standinsUrl}/anthropic`, recorded.at(-1)?.body),
    );
    await warmUpWorker();
  });

  /** A worker lives for days: measured is one whose code has run a hundred turns, not one that compiles while it is timed. */
  async function warmUpWorker(): Promise<void> {
    await Promise.all(
      [6051, 6052, 6053, 6054].map(async (person) => {
        for (let turn = 0; turn < 25; turn += 1) await ask(person, `warmup${person}t${turn}x`);
      }),
    );
  }

  afterAll(async () => {
    sent?.close();
    await bare?.close();
    await (scene ? scene.close() : postgres?.database.close());
  });

  const debounce = (debounceMs: number): Promise<unknown> =>
    scene.stack.database.dataSource.query(
      `update agents set config = config || jsonb_build_object('debounceMs', $1::int)`,
      [debounceMs],
    );

  /** Writes and waits until the answer is committed; several people at once each take their own turns. */
  async function ask(person: number, words: string): Promise<void> {
    await scene.write(person, `${words} mug?`);
    await sent.holding(words);
  }

  it('one warm conversation: p50 at most 1.5x, p95 at most 3x', async () => {
    const live = bare.openWarm();
    const bareMs: number[] = [];
    for (let turn = 0; turn < TURNS + WARM_UP; turn += 1) {
      await ask(6001, `${turn < WARM_UP ? 'warmup' : 'single'}${turn}x`);
      const took = await live.turn(`[context] Now.\nsingle${turn}x mug?`);
      if (turn >= WARM_UP) bareMs.push(took);
    }
    live.close();
    const ours = tookMs((await turnTimes(scene, 'single')).filter((time) => time.warm));
    expect(ours).toHaveLength(TURNS);
    say(`steps of a warm turn, medians in ms: ${await stepTimes(scene, 'single')}`);
    for (const [name, share, limit] of [
      ['p50', 0.5, 1.5],
      ['p95', 0.95, 3],
    ] as const) {
      const [own, other] = [percentile(ours, share), percentile(bareMs, share)];
      say(
        `warm ${name}: ours ${ms(own)}, bare ${ms(other)}: ${(own / other).toFixed(2)}x (limit ${limit}x)`,
      );
    }
  });

  it('eight conversations at once: at least 10x the turns per second of a cold process per message', async () => {
    const people = Array.from({ length: PARALLEL }, (_, i) => 6100 + i);
    await Promise.all(people.map((person) => ask(person, `warmup${person}x`)));
    const rounds = Math.ceil(TURNS / 4);
    const before = cpuTimes();
    await Promise.all(
      people.map(async (person) => {
        for (let turn = 0; turn < rounds; turn += 1) await ask(person, `eight${person}t${turn}x`);
      }),
    );
    say(`processor time of a turn: ${cpuPerTurn(before, rounds * PARALLEL)}`);
    const times = await turnTimes(scene, 'eight');
    const spanMs =
      Math.max(...times.map((time) => time.answeredAtMs)) -
      Math.min(...times.map((time) => time.receivedAtMs));
    const ours = (times.length * 1_000) / spanMs;

    const sessions = await Promise.all(
      people.map(async (person) => {
        const live = bare.openWarm();
        await live.turn(`warmup${person}x mug?`);
        live.close();
        return live.sessionId;
      }),
    );
    const apart = await perSecond(async () => {
      for (const id of sessions) await bare.coldTurn(id, 'apart mug?');
    });
    const together = await perSecond(() =>
      Promise.all(sessions.map((id) => bare.coldTurn(id, 'eight mug?'))),
    );
    const warmShare = times.filter((time) => time.warm).length / times.length;
    say(
      `${PARALLEL} at once: ours ${ours.toFixed(1)}/s (${Math.round(warmShare * 100)} % warm); ` +
        `cold, one after the other ${apart.toFixed(2)}/s: ${(ours / apart).toFixed(1)}x, ` +
        `${PARALLEL} at once ${together.toFixed(2)}/s: ${(ours / together).toFixed(1)}x (limit 10x)`,
    );
  });

  it('with a debounce of 1 s less than 200 ms of the start-up is left to wait for', async () => {
    await debounce(1_000);
    const warm = percentile(tookMs(await turnTimes(scene, 'single')), 0.5);
    const [worker] = scene.stack.workers.splice(0);
    await worker?.stop();
    await scene.stack.startWorker();
    for (let i = 0; i < PARALLEL; i += 1) await ask(6100 + i, `later${i}x`);
    const cold = (await turnTimes(scene, 'later')).filter((time) => !time.warm);
    const left = tookMs(cold).map((took) => took - 1_000 - warm);
    say(
      `start-up left after 1 s of debounce: p50 ${ms(percentile(left, 0.5))}, ` +
        `worst ${ms(Math.max(...left))} of ${left.length} cold starts (limit 200 ms)`,
    );
  });
});
