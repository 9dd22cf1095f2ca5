/** What holds for every list of the API: where it ends, and filters that are left empty. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { aProduct, aSellerWithAgent, type TestSeller } from '../../../factories/seller.factory.js';
import { signInAdmin, type TestAdmin } from '../../../support/admin-session.js';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type ParsedJson,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

let database: TestDatabase;
let api: TestApi;
let admin: TestAdmin;
let token: string;
let conversationId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({
    databaseUrl: database.url,
    redisUrl: testRedisUrl(),
    env: { RATE_LIMIT_AUTH_PER_MINUTE: '1000', RATE_LIMIT_SELLER_PER_MINUTE: '1000' },
  });
  admin = await signInAdmin(api);
  const registered = await registerSeller(api);
  token = registered.token;
  // The second account of the administrators' list.
  await aSellerWithAgent(database.dataSource);
  const agentId = newId('agt');
  await query(
    `insert into agents (id, seller_id, name, workspace_path) values ($1, $2, 'Agent', '')`,
    [agentId, registered.sellerId],
  );
  const seller = { sellerId: `sel_${registered.sellerId.slice(4)}`, agentId } as const;
  for (const _ of [1, 2]) conversationId = await oneOfEach(seller);
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

function query(sql: string, parameters: unknown[]): Promise<unknown> {
  return database.dataSource.query(sql, parameters);
}

/** One line for every list. @returns the conversation */
async function oneOfEach({ sellerId, agentId }: TestSeller): Promise<string> {
  const [channel, conversation] = [newId('chn'), newId('cnv')];
  await query(
    `insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, status)
     values ($1, $2, $3, 'webhook', $1, 'connected')`,
    [channel, sellerId, agentId],
  );
  await query(
    `insert into conversations (id, seller_id, agent_id, channel_id, kind, external_id, last_seq)
     values ($1, $2, $3, $4, 'buyer', '1', 1)`,
    [conversation, sellerId, agentId, channel],
  );
  await query(
    `insert into agent_inbox (id, agent_id, conversation_id, channel_id, external_id, seq, payload, source, status)
     values ($1, $2, $3, $4, '1', 1, '{"text": "hello"}', 'webhook', 'failed')`,
    [newId('inb'), agentId, conversation, channel],
  );
  await query(
    `insert into deliveries (id, seller_id, conversation_id, channel_id, seq, author, body, status)
     values ($1, $2, $3, $4, 1, 'agent', 'hello', 'failed')`,
    [newId('out'), sellerId, conversation, channel],
  );
  await query(
    `insert into custom_requests (id, seller_id, conversation_id, summary) values ($1, $2, $3, 'A bowl')`,
    [newId('cus'), sellerId, conversation],
  );
  await query(
    `insert into knowledge_entries (id, seller_id, question, answer) values ($1, $2, 'Is it safe?', 'Yes.')`,
    [newId('kno'), sellerId],
  );
  await query(
    `insert into agent_soul_versions (id, agent_id, soul_instructions) values ($1, $2, 'Be kind.')`,
    [newId('sol'), agentId],
  );
  await aProduct(database.dataSource, sellerId, { title: 'Candle' });
  return conversation;
}

async function get(path: string): Promise<ParsedJson> {
  const asked = path.startsWith('/admin/') ? admin.fetch(path) : api.fetch(path, { token });
  const response = await asked;
  expect(response.status, path).toBe(200);
  return bodyOf(response);
}

describe('a list of two', () => {
  it.each([
    ['/conversations', 'conversations'],
    ['/conversations/:id/messages', 'messages'],
    ['/messaging/undelivered', 'deliveries'],
    ['/agents/me/not-answered', 'messages'],
    ['/agents/me/custom-requests', 'requests'],
    ['/agents/me/knowledge', 'entries'],
    ['/agents/me/soul/versions', 'versions'],
    ['/admin/sellers', 'sellers'],
    ['/admin/dead-letters', 'deadLetters'],
  ])('%s leads on until its last line, also when that fills a page', async (route, name) => {
    const path = route.replace(':id', conversationId);
    const whole = await get(`${path}?limit=2`);
    expect(whole[name]).toHaveLength(2);
    expect(whole.next).toBeNull();

    const first = await get(`${path}?limit=1`);
    expect(first[name]).toEqual(whole[name].slice(0, 1));
    const second = await get(`${path}?limit=1&before=${encodeURIComponent(first.next)}`);
    expect(second).toMatchObject({ [name]: whole[name].slice(1), next: null });
  });

  it.each([
    ['/products?search=&state=&stock=&sort=&limit=&offset=', 'products'],
    ['/products/proposals?status=', 'proposals'],
    ['/conversations?state=&kind=&search=&before=', 'conversations'],
    ['/messaging/undelivered?channelId=&before=', 'deliveries'],
    ['/agents/me/custom-requests?status=&before=', 'requests'],
    ['/agents/me/not-answered?before=', 'messages'],
    ['/agents/me/events?before=', 'events'],
    ['/admin/sellers?search=&status=&before=', 'sellers'],
    ['/admin/audit?about=&action=&before=', 'entries'],
  ])('takes a filter that is left empty for none: %s', async (path, name) => {
    const [filtered, whole] = [await get(path), await get(path.replace(/\?.*/, ''))];
    expect(filtered[name]).toEqual(whole[name]);
  });
});
