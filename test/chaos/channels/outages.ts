/**
 * One of the things that channels need is away for a time while buyers write: the platforms, Postgres, Redis. The
 * sellers' limit goes by, or does not, as the caller wishes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startOwnPostgres, type OwnPostgres } from '../../support/servers/own-postgres.js';
import { startOwnRedis, type OwnRedis } from '../../support/servers/redis.js';
import { judge, type SentMessage, type Verdict } from '../turn-oracle.js';
import { openChannelScene, type ChannelScene } from './channel-scene.js';
import { untilAtRest, wordsOf } from './drain.js';

export type Away = 'channel' | 'postgres' | 'redis';

export interface OutagesOptions {
  away: Away[];
  /** Buyers of each of the two shops, one on WhatsApp and one on Telegram. */
  buyers: number;
  /** What each of them writes during an outage; the first just before it. */
  messages: number;
  outageMs: number;
  /** The sellers' limit: what is older is listed instead of answered. */
  limitMs: number;
  drainWithinMs: number;
}

export interface OutageOutcome {
  away: Away;
  verdict: Verdict;
  drainedMs: number | null;
  /** Listed although the limit was not reached, and answers begun although it was passed. */
  tooEarly: number;
  tooLate: number;
}

/** One outage after the other in the same scene. */
export async function runOutages(
  options: OutagesOptions,
): Promise<{ outcomes: OutageOutcome[]; told: string[]; died: string[] }> {
  const redis = await startOwnRedis();
  const postgres = await startOwnPostgres();
  let scene: ChannelScene | null = null;
  try {
    scene = await openChannelScene({
      numbers: 1,
      bots: 1,
      config: { debounceMs: 100, maxAnswerAgeMs: options.limitMs },
      redisUrl: redis.url,
      database: postgres.database,
    });
    const outcomes: OutageOutcome[] = [];
    for (const away of options.away) {
      outcomes.push(await outage(scene, away, { options, redis, postgres }));
    }
    const { api, workers } = scene.stack;
    const died = [api, ...workers].filter((app) => !app.running).map((app) => app.logs());
    return { outcomes, told: scene.told(), died };
  } finally {
    await (scene ? scene.close() : postgres.database.close());
    await redis.close();
  }
}

interface Means {
  options: OutagesOptions;
  redis: OwnRedis;
  postgres: OwnPostgres;
}

async function outage(scene: ChannelScene, away: Away, means: Means): Promise<OutageOutcome> {
  const { options } = means;
  for (const shop of scene.shops) await scene.online(shop);
  const people = scene.shops.flatMap((shop) =>
    Array.from({ length: options.buyers }, () => scene.buyerOf(shop)),
  );
  const sent: SentMessage[] = [];
  const round = async (n: number): Promise<void> => {
    for (const person of people) {
      const message = wordsOf(person, n);
      await scene.write(person, message.words);
      sent.push(message);
    }
  };
  await round(1);
  const bringBack = await takeAway(scene, away, means);
  for (let n = 2; n <= options.messages; n += 1) {
    await round(n);
    await sleep(options.outageMs / (options.messages - 1));
  }
  await bringBack();
  const drainedMs = await untilAtRest(scene, sent, options.drainWithinMs);
  return {
    away,
    verdict: await judge(scene, sent),
    drainedMs,
    ...(await lateness(scene, people, options.limitMs)),
  };
}

/** @returns how to bring it back */
async function takeAway(
  scene: ChannelScene,
  away: Away,
  { redis, postgres }: Means,
): Promise<() => Promise<void>> {
  switch (away) {
    case 'redis':
      await redis.stop();
      return () => redis.start();
    case 'postgres':
      await postgres.stop();
      return () => postgres.start();
    case 'channel':
      await scene.standin('POST', '/whatsapp/_control/faults', { refuse: true });
      await scene.standin('POST', '/whatsapp/_control/drop', {});
      await scene.standin('POST', '/telegram/_control/faults', {
        method: '*',
        status: 502,
        times: 1_000_000,
      });
      return async () => {
        await scene.standin('POST', '/whatsapp/_control/faults', { refuse: false });
        await scene.standin('DELETE', '/telegram/_control/faults');
      };
  }
}

/** By when each was written and when it was dealt with; platforms tell whole seconds. */
async function lateness(
  scene: ChannelScene,
  people: number[],
  limitMs: number,
): Promise<{ tooEarly: number; tooLate: number }> {
  const [row] = await scene.stack.database.dataSource.query(
    `select count(*) filter (where m.status = 'expired' and m.error = 'too_old' and m.processed_at - sent.at < $2)::int as too_early,
            count(*) filter (where m.status = 'done' and r.started_at - sent.at > $2 + interval '3 seconds')::int as too_late
       from agent_inbox m left join agent_runs r on r.id = m.run_id
      cross join lateral (select (m.payload->>'sentAt')::timestamptz as at) sent
      where substring(m.payload->>'text' from 'no(\\d+)x') = any($1)`,
    [people.map(String), `${limitMs} milliseconds`],
  );
  return { tooEarly: row.too_early, tooLate: row.too_late };
}
