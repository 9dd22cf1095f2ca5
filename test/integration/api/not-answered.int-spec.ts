/** What a seller does about messages that got no answer, over HTTP; and lists that are asked for with a bad cursor. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type ParsedJson,
  type TestApi,
} from '../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { testRedisUrl } from '../../support/servers/redis.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({
    databaseUrl: database.url,
    redisUrl: testRedisUrl(),
    env: { RATE_LIMIT_AUTH_PER_MINUTE: '1000', RATE_LIMIT_SELLER_PER_MINUTE: '1000' },
  });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

const query = (sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> =>
  database.dataSource.query(sql, parameters);

/** A buyer who is over the limit for hours, with a message that was not answered for it. */
async function aLimitedBuyer(): Promise<{
  conversationId: string;
  inboxId: string;
  ask: (
    method: string,
    path: string,
    json?: unknown,
  ) => Promise<{ status: number; body: ParsedJson }>;
}> {
  const { token, sellerId } = await registerSeller(api);
  const [agentId, channelId] = [newId('agt'), newId('chn')];
  const [conversationId, inboxId] = [newId('cnv'), newId('inb')];
  await query(
    `insert into agents (id, seller_id, name, workspace_path) values ($1, $2, 'Agent', '')`,
    [agentId, sellerId],
  );
  await query(
    `insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, status)
     values ($1, $2, $3, 'webhook', $1, 'connected')`,
    [channelId, sellerId, agentId],
  );
  await query(
    `insert into conversations (id, seller_id, agent_id, channel_id, kind, external_id, last_seq, limited_until)
     values ($1, $2, $3, $4, 'buyer', '1', 1, now() + interval '20 hours')`,
    [conversationId, sellerId, agentId, channelId],
  );
  const said = { text: 'Hello?', senderId: '1', senderName: 'Bea', sentAt: '2026-01-01T00:00:00Z' };
  await query(
    `insert into agent_inbox (id, agent_id, conversation_id, channel_id, external_id, seq, payload, source, status, error)
     values ($1, $2, $3, $4, '1', 1, $5, 'webhook', 'expired', 'buyer_limit')`,
    [inboxId, agentId, conversationId, channelId, JSON.stringify(said)],
  );
  return {
    conversationId,
    inboxId,
    ask: async (method, path, json) => {
      const sent = { method, token, ...(json === undefined ? {} : { json }) };
      const response = await api.fetch(path, sent);
      return { status: response.status, body: await bodyOf(response) };
    },
  };
}

const statusOf = async (inboxId: string): Promise<unknown> => {
  const [row] = await query(`select status, error from agent_inbox where id = $1`, [inboxId]);
  return row;
};

describe('a message that was over the limit of its buyer', () => {
  it('is answered when the seller wants it', async () => {
    const { ask, inboxId } = await aLimitedBuyer();
    const replayed = await ask('POST', `/agents/me/not-answered/${inboxId}/replay`);
    expect(replayed.body).toMatchObject({ queued: true });
    expect(await statusOf(replayed.body.inboxId)).toEqual({ status: 'queued', error: null });
  });

  it('stays on the list while its buyer is blocked, and that is said', async () => {
    const { ask, inboxId, conversationId } = await aLimitedBuyer();
    await ask('POST', `/conversations/${conversationId}/block`);
    const refused = await ask('POST', `/agents/me/not-answered/${inboxId}/replay`);
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: 'messaging.conversation_blocked' } },
    });
    expect(await statusOf(inboxId)).toEqual({ status: 'expired', error: 'buyer_limit' });
  });

  it('is the last of its kind as soon as the limit is changed', async () => {
    const { ask, conversationId } = await aLimitedBuyer();
    const until = (): Promise<unknown> =>
      query(`select limited_until from conversations where id = $1`, [conversationId]);
    await ask('PATCH', '/agents/me', { config: { timeZone: 'Europe/Berlin' } });
    expect(await until()).toEqual([{ limited_until: expect.any(Date) }]);
    await ask('PATCH', '/agents/me', { config: { buyerMessagesPerDay: 900 } });
    expect(await until()).toEqual([{ limited_until: null }]);
  });

  it('leaves the list when the seller answers by hand', async () => {
    const { ask, inboxId, conversationId } = await aLimitedBuyer();
    await ask('POST', `/conversations/${conversationId}/reply`, { text: 'Here I am.' });
    expect((await ask('GET', '/agents/me/not-answered')).body.messages).toEqual([]);
    expect(await statusOf(inboxId)).toEqual({ status: 'skipped', error: 'human_answered' });
    expect((await ask('POST', `/agents/me/not-answered/${inboxId}/replay`)).status).toBe(404);
  });
});

describe('a cursor that is none of ours', () => {
  it.each([
    '9999-99-99 99:99:99+00',
    '2026-02-31 00:00:00+00',
    '0000-01-01 00:00:00+00',
    '2026-01-01 24:00:00+00',
    '2026-01-01 00:00:00+99',
    'yesterday',
  ])('begins at the newest: %s', async (moment) => {
    const { ask, conversationId } = await aLimitedBuyer();
    const before = `before=${encodeURIComponent(`${moment}|cnv_1`)}`;
    const list = await ask('GET', `/conversations?${before}`);
    expect(list.body.conversations).toHaveLength(1);
    const messages = await ask('GET', `/conversations/${conversationId}/messages?${before}`);
    expect(messages.body.messages).toHaveLength(1);
  });
});
