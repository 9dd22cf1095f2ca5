import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { bodyOf, registerSeller, startTestApi, type TestApi } from '../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { testRedisUrl } from '../../support/servers/redis.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({ databaseUrl: database.url, redisUrl: testRedisUrl() });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

const run = (statement: string, values: unknown[]): Promise<unknown> =>
  database.dataSource.query(statement, values);

const figuresOf = async (token: string) => bodyOf(await api.fetch('/dashboard/figures', { token }));

/** A seller whose agent has one conversation of each kind. */
async function aShop() {
  const { token, sellerId } = await registerSeller(api);
  const [agentId, channelId] = [newId('agt'), newId('chn')];
  await run(`insert into agents (id, seller_id, name, workspace_path) values ($1, $2, 'A', '')`, [
    agentId,
    sellerId,
  ]);
  await run(
    `insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, status)
     values ($1, $2, $3, 'telegram', $1, 'connected')`,
    [channelId, sellerId, agentId],
  );
  const chat = async (kind: 'buyer' | 'test'): Promise<string> => {
    const id = newId('cnv');
    await run(
      `insert into conversations (id, seller_id, agent_id, channel_id, kind, external_id)
       values ($1, $2, $3, $4, $5, $1)`,
      [id, sellerId, agentId, kind === 'buyer' ? channelId : null, kind],
    );
    return id;
  };
  return { token, sellerId, agentId, buyer: await chat('buyer'), test: await chat('test') };
}

type Shop = Awaited<ReturnType<typeof aShop>>;
let seq = 0;

/** Something a buyer wrote, and the answer that left so many seconds later (null: none). */
async function said(
  shop: Shop,
  o: { hoursAgo: number; answeredAfterS: number | null; status?: string; in?: string },
): Promise<void> {
  const [inboxId, runId, conversationId] = [newId('inb'), newId('run'), o.in ?? shop.buyer];
  seq += 1;
  await run(
    `insert into agent_runs (id, agent_id, conversation_id, status, epoch, worker, cost_micros, created_at)
     values ($1, $2, $3, 'completed', 1, 'w', 250, now() - $4 * interval '1 hour')`,
    [runId, shop.agentId, conversationId, o.hoursAgo],
  );
  await run(
    `insert into agent_inbox (id, agent_id, conversation_id, external_id, seq, payload, source, status, run_id, created_at)
     values ($1, $2, $3, $1, $4, '{}', 'telegram', $5, $6, now() - $7 * interval '1 hour')`,
    [inboxId, shop.agentId, conversationId, seq, o.status ?? 'done', runId, o.hoursAgo],
  );
  if (o.answeredAfterS === null) return;
  await run(
    `insert into deliveries (id, seller_id, conversation_id, run_id, seq, author, body, status, sent_at)
     select $1, $2, $3, $4, $5, 'agent', 'x', 'sent', created_at + $7 * interval '1 second'
       from agent_inbox where id = $6`,
    [newId('out'), shop.sellerId, conversationId, runId, seq, inboxId, o.answeredAfterS],
  );
}

it('counts what became of buyers in the last 24 hours, and nothing else', async () => {
  const shop = await aShop();
  await said(shop, { hoursAgo: 0.5, answeredAfterS: 2 });
  await said(shop, { hoursAgo: 5.5, answeredAfterS: 4 });
  await said(shop, { hoursAgo: 23.5, answeredAfterS: 60 });
  await said(shop, { hoursAgo: 30, answeredAfterS: 900 });
  await said(shop, { hoursAgo: 1.5, answeredAfterS: null, status: 'failed' });
  await said(shop, { hoursAgo: 0.1, answeredAfterS: null, status: 'queued' });
  await said(shop, { hoursAgo: 0.5, answeredAfterS: 1, in: shop.test });
  for (const conversation of [shop.buyer, shop.buyer, shop.test]) {
    seq += 1;
    await run(
      `insert into agent_events (id, agent_id, seq, conversation_id, event_type) values ($1, $2, $3, $4, 'handoff.requested')`,
      [newId('evt'), shop.agentId, seq, conversation],
    );
  }
  const figures = await figuresOf(shop.token);
  expect(figures).toMatchObject({
    answered: 3,
    notAnswered: 1,
    waiting: 1,
    handedOver: 1,
    medianAnswerMs: 4_000,
    // Six runs of the day, the test chat's among them: money is money.
    costMicros: 1_500,
    firstSteps: { tried: true, answered: true },
    usage: { plan: 'free' },
  });
  const answered = figures.hours.map((hour: { answered: number }) => hour.answered);
  expect(answered).toEqual([1, ...Array(17).fill(0), 1, 0, 0, 0, 0, 1]);
  expect(figures.hours[22]).toMatchObject({ answered: 0, notAnswered: 1, costMicros: 250 });
});

it('is all zero before there is an agent, and never about another shop', async () => {
  const { token } = await registerSeller(api);
  expect(await figuresOf(token)).toMatchObject({ answered: 0, hours: [], usage: null });
  const other = await aShop();
  const figures = await figuresOf(other.token);
  expect(figures).toMatchObject({ answered: 0, costMicros: 0, medianAnswerMs: null });
  expect(figures.firstSteps).toEqual({ tried: true, answered: false });
});

it('reads hand-overs by their own index', async () => {
  const plan = await database.dataSource.transaction(async (manager) => {
    await manager.query('set local enable_seqscan = off');
    return manager.query(
      `explain select count(*) from agent_events where agent_id = 'agt_x'
         and event_type = 'handoff.requested' and created_at > now() - interval '24 hours'`,
    );
  });
  expect(JSON.stringify(plan)).toContain('agent_events_handoffs_idx');
});
