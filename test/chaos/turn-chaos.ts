/**
 * Buyers write while workers, Redis, Postgres and the API are taken away under them. What became of every message is
 * then read from the buyers' own chats in the stand-in, not from our tables.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startOwnPostgres, type OwnPostgres } from '../support/servers/own-postgres.js';
import { startOwnRedis, type OwnRedis } from '../support/servers/redis.js';
import { openShopScene, type ShopScene } from '../support/apps/shop-scene.js';
import { ChaosMonkey, type PlannedFault } from './chaos-monkey.js';
import { stuckConversations, unfinished, type SentMessage } from './turn-oracle.js';

export interface TurnChaosOptions {
  messages: number;
  conversations: number;
  workers: number;
  /** Over how long the messages come in, and the faults happen. */
  durationMs: number;
  faults: PlannedFault[];
  /** From the last fault until everything must be done; then the run goes on to the oracle as it is. */
  drainWithinMs: number;
  /** Variables for every process. */
  env?: NodeJS.ProcessEnv;
}

export interface ChaosOutcome {
  scene: ShopScene;
  sent: SentMessage[];
  kills: number;
  databaseRestarts: number;
  /** From the last fault until nothing was queued, running or waiting to be sent; null: never. */
  drainedMs: number | null;
  /** Updates that Telegram delivered once more, after they had arrived. */
  redelivered: number;
  /** Logs of processes that ended by themselves: there must be none. */
  died: string[];
  close(): Promise<void>;
}

const FIRST_PERSON = 5_000;
const REDELIVERED_EVERY = 10;
const LOOK_FOR_ARRIVALS_MS = 500;
const STUCK_LOG_MS = 20_000;

/** Runs the chaos and waits for the dust to settle; the caller asks the oracle, and closes. */
export async function runTurnChaos(options: TurnChaosOptions): Promise<ChaosOutcome> {
  const redis = await startOwnRedis();
  const postgres = await startOwnPostgres();
  let scene: ShopScene | null = null;
  const close = async (): Promise<void> => {
    await (scene ? scene.close() : postgres.database.close());
    await redis.close();
  };
  try {
    scene = await openScene(options, redis, postgres);
    const monkey = new ChaosMonkey(scene, redis, postgres);
    const startedAt = Date.now();
    const echoes = new Echoes(scene);
    const [sent, played] = await Promise.allSettled([
      writeAll(scene, options, startedAt, echoes),
      monkey.play(options.faults, startedAt),
    ]);
    if (played.status === 'rejected') throw played.reason;
    if (sent.status === 'rejected') throw sent.reason;
    const drainedMs = await untilDrained(scene, sent.value, options.drainWithinMs);
    const redelivered = await echoes.end();
    const { kills, databaseRestarts } = monkey;
    const { api, workers } = scene.stack;
    const died = [api, ...workers].filter((app) => !app.running).map((app) => app.logs());
    return {
      scene,
      sent: sent.value,
      kills,
      databaseRestarts,
      drainedMs,
      redelivered,
      died,
      close,
    };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

async function openScene(
  options: TurnChaosOptions,
  redis: OwnRedis,
  postgres: OwnPostgres,
): Promise<ShopScene> {
  const scene = await openShopScene({
    webhooks: true,
    redisUrl: redis.url,
    database: postgres.database,
    workers: options.workers,
    ...(options.env ? { env: options.env } : {}),
  });
  await scene.standin('POST', '/anthropic/_control/mode', { mode: 'instant', firstByteMs: 50 });
  return scene;
}

/** Bursts of one to five messages of one buyer, spread over the whole time; one in ten is delivered again. */
async function writeAll(
  scene: ShopScene,
  options: TurnChaosOptions,
  startedAt: number,
  echoes: Echoes,
): Promise<SentMessage[]> {
  const bursts = planBursts(options);
  const sent: SentMessage[] = [];
  for (const [index, burst] of bursts.entries()) {
    const dueAt = startedAt + (index / bursts.length) * options.durationMs;
    await sleep(Math.max(0, dueAt - Date.now()));
    for (const message of burst) {
      const update = await scene.write(message.person, message.words);
      sent.push(message);
      if (sent.length % REDELIVERED_EVERY === 0) echoes.expect(update.update_id);
    }
  }
  return sent;
}

/** Telegram repeats what it believes to be undelivered; it never lets a message overtake an earlier one. */
class Echoes {
  private redelivered = 0;
  private readonly waiting = new Set<number>();
  private ending = false;
  private readonly looking: Promise<void>;

  constructor(private readonly scene: ShopScene) {
    this.looking = this.look();
  }

  /** Repeats the update some time after it has arrived. */
  expect(updateId: number): void {
    this.waiting.add(updateId);
  }

  /** Waits until everything that was expected has been repeated, but no longer than a minute. @returns how many were */
  async end(): Promise<number> {
    const deadline = Date.now() + 60_000;
    while (this.waiting.size > 0 && Date.now() < deadline) await sleep(LOOK_FOR_ARRIVALS_MS);
    this.ending = true;
    await this.looking;
    return this.redelivered;
  }

  /** One look for all: the list of deliveries is long. */
  private async look(): Promise<void> {
    while (!this.ending) {
      await sleep(LOOK_FOR_ARRIVALS_MS);
      if (this.waiting.size === 0) continue;
      const arrived = await this.arrived().catch(() => []);
      await Promise.all(arrived.map((updateId) => this.repeat(updateId)));
    }
  }

  private async arrived(): Promise<number[]> {
    const { deliveries } = await this.scene.standin('GET', '/telegram/_control/deliveries');
    const attempts = deliveries as { updateId: number; status: number }[];
    const there = attempts.filter(({ status }) => status === 200).map(({ updateId }) => updateId);
    return [...new Set(there)].filter((updateId) => this.waiting.has(updateId));
  }

  /** While the API is away it is tried again at the next look. */
  private async repeat(updateId: number): Promise<void> {
    const path = `/telegram/_control/bots/${this.scene.bot}/redeliver`;
    const answer = await this.scene.standin('POST', path, { updateId }).catch(() => null);
    if (answer?.['status'] !== 200) return;
    this.waiting.delete(updateId);
    this.redelivered += 1;
  }
}

function planBursts({ messages, conversations }: TurnChaosOptions): SentMessage[][] {
  const written = new Map<number, number>();
  const bursts: SentMessage[][] = [];
  let left = messages;
  for (let turn = 0; left > 0; turn += 1) {
    const person = FIRST_PERSON + (turn % conversations);
    const size = Math.min(left, 1 + ((turn * 7 + Math.floor(turn / conversations)) % 5));
    const first = written.get(person) ?? 0;
    written.set(person, first + size);
    left -= size;
    bursts.push(
      Array.from({ length: size }, (_, i) => {
        const n = first + i + 1;
        return { person, n, words: `no${person}x${n}x mug?` };
      }),
    );
  }
  return bursts;
}

async function untilDrained(
  scene: ShopScene,
  sent: SentMessage[],
  withinMs: number,
): Promise<number | null> {
  const startedAt = Date.now();
  let loggedAt = startedAt;
  while (Date.now() - startedAt < withinMs) {
    const left = await unfinished(scene, sent).catch(() => null);
    if (left === 0) return Date.now() - startedAt;
    if (Date.now() - loggedAt > STUCK_LOG_MS) {
      loggedAt = Date.now();
      const stuck = JSON.stringify(await stuckConversations(scene).catch(String));
      process.stdout.write(`  still open: ${left} ${stuck}\n`);
    }
    await sleep(500);
  }
  return null;
}
