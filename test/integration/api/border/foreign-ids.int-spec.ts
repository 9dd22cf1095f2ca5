import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { aProduct } from '../../../factories/seller.factory.js';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

/** A route that names something of a seller, and what it needs to get as far as looking it up. */
interface Case {
  /** Whose id goes into the path; made anew for each use. */
  makeOwn: (sellerId: string) => Promise<string>;
  json?: unknown;
}

let database: TestDatabase;
let api: TestApi;

/** One line for every route with a parameter; a route that is missing here fails the test. */
const CASES: Record<string, Case> = {
  'DELETE /auth/sessions/:id': { makeOwn: makeSession },
  'DELETE /auth/api-keys/:id': { makeOwn: makeApiKey },
  'GET /products/:id': { makeOwn: makeProduct },
  'GET /products/proposals/:id': { makeOwn: makeProposal },
  'POST /products/proposals/:id/approve': { makeOwn: makeProposal },
  'POST /products/proposals/:id/reject': { makeOwn: makeProposal },
  'DELETE /messaging/channels/:id': { makeOwn: makeChannel },
  'PATCH /messaging/webhook/:id': { makeOwn: makeChannel, json: { name: 'Till' } },
  'POST /messaging/webhook/:id/rotate-secret': { makeOwn: makeChannel },
  'POST /messaging/undelivered/:id/retry': { makeOwn: makeUndelivered },
  'GET /messaging/whatsapp/:id/qr': { makeOwn: makeWhatsapp },
  'GET /messaging/whatsapp/:id/qr.png': { makeOwn: makeWhatsapp },
  'GET /messaging/channels/:id/stream': { makeOwn: makeWhatsapp },
  'POST /messaging/channels/:id/cancel': { makeOwn: makeWhatsapp },
  'POST /messaging/channels/:id/reconnect': { makeOwn: makeWhatsapp },
  'GET /media/:id': { makeOwn: makeMedium },
  'GET /conversations/:id': { makeOwn: makeConversation },
  'GET /conversations/:id/messages': { makeOwn: makeConversation },
  'GET /conversations/:id/runs': { makeOwn: makeConversation },
  'POST /conversations/:id/take-over': { makeOwn: makeConversation, json: {} },
  'POST /conversations/:id/hand-back': { makeOwn: makeConversation, json: {} },
  'POST /conversations/:id/reply': { makeOwn: makeConversation, json: { text: 'Hello' } },
  'POST /conversations/:id/close': { makeOwn: makeConversation },
  'POST /conversations/:id/reopen': { makeOwn: makeConversation },
  'POST /conversations/:id/block': { makeOwn: makeConversation },
  'POST /conversations/:id/unblock': { makeOwn: makeConversation },
  'POST /conversations/:id/read': { makeOwn: makeConversation },
  'GET /agents/me/soul/versions/:id/diff': { makeOwn: makeSoulVersion },
  'POST /agents/me/soul/versions/:id/restore': { makeOwn: makeSoulVersion },
  'POST /agents/me/not-answered/:id/replay': { makeOwn: makeNotAnswered },
  'POST /agents/me/not-answered/:id/dismiss': { makeOwn: makeNotAnswered },
  'POST /agents/me/knowledge/suggestions/:id/dismiss': { makeOwn: makeNotAnswered },
  'PATCH /agents/me/knowledge/:id': { makeOwn: makeKnowledge, json: { answer: 'Yes.' } },
  'DELETE /agents/me/knowledge/:id': { makeOwn: makeKnowledge },
  'PATCH /agents/me/custom-requests/:id': { makeOwn: makeCustomRequest, json: { status: 'done' } },
  'PUT /conversations/:id/note': { makeOwn: makeConversation, json: { text: 'likes blue' } },
};
/** Not about a seller's own things (as everything under /admin, where no seller comes): the secret in a header says who is speaking. */
const OTHER_ROUTES = new Set(['POST /messaging/telegram/webhook/:channelId']);

beforeAll(async () => {
  database = await createTestDatabase();
  // Many routes are asked many times by one owner.
  const env = { RATE_LIMIT_SELLER_PER_MINUTE: '10000' };
  api = await startTestApi({ databaseUrl: database.url, redisUrl: testRedisUrl(), env });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

async function makeProduct(sellerId: string): Promise<string> {
  return aProduct(database.dataSource, `sel_${sellerId.slice(4)}`, { title: 'Candle' });
}

async function makeProposal(sellerId: string): Promise<string> {
  const id = newId('prp');
  await database.dataSource.query(
    `insert into product_proposals (id, seller_id, product_id, kind, change, base, expires_at)
     values ($1, $2, $3, 'listing', '{"title": "Soy candle"}', '{"title": "Candle"}', now() + interval '1 day')`,
    [id, sellerId, await makeProduct(sellerId)],
  );
  return id;
}

async function makeSession(sellerId: string): Promise<string> {
  const id = newId('ses');
  await database.dataSource.query(
    `insert into auth_sessions (id, seller_id, last_seen_at, expires_at)
     values ($1, $2, now(), now() + interval '1 hour')`,
    [id, sellerId],
  );
  return id;
}

async function makeApiKey(sellerId: string): Promise<string> {
  const id = newId('key');
  await database.dataSource.query(
    `insert into api_keys (id, seller_id, name, key_hash, hint, scopes) values ($1, $2, 'k', $1, 'abcd', '{}')`,
    [id, sellerId],
  );
  return id;
}

async function makeChannel(sellerId: string): Promise<string> {
  const id = newId('chn');
  await database.dataSource.query(
    `insert into agents (id, seller_id, name, workspace_path) values ($1, $2, 'Agent', '')
     on conflict (seller_id) do nothing`,
    [newId('agt'), sellerId],
  );
  await database.dataSource.query(
    `insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, status)
     select $1, seller_id, id, 'webhook', $1, 'connected' from agents where seller_id = $2`,
    [id, sellerId],
  );
  return id;
}

async function makeMedium(sellerId: string): Promise<string> {
  const conversationId = await makeConversation(sellerId);
  const [id, inboxId] = [newId('med'), newId('inb')];
  await database.dataSource.query(
    `insert into agent_inbox (id, agent_id, conversation_id, channel_id, external_id, seq, payload, source)
     select $1, agent_id, id, channel_id, $1, 1, '{}', 'telegram' from conversations where id = $2`,
    [inboxId, conversationId],
  );
  await database.dataSource.query(
    `insert into inbox_media (id, seller_id, inbox_id, position, kind, mime_type, content, expires_at)
     values ($1, $2, $3, 0, 'image', 'image/png', '', now() + interval '1 day')`,
    [id, sellerId, inboxId],
  );
  return id;
}

async function makeSoulVersion(sellerId: string): Promise<string> {
  await makeChannel(sellerId);
  const id = newId('sol');
  await database.dataSource.query(
    `insert into agent_soul_versions (id, agent_id, soul_instructions) select $1, id, 'Be kind.' from agents where seller_id = $2`,
    [id, sellerId],
  );
  return id;
}

async function makeNotAnswered(sellerId: string): Promise<string> {
  const conversationId = await makeConversation(sellerId);
  const id = newId('inb');
  await database.dataSource.query(
    `insert into agent_inbox (id, agent_id, conversation_id, channel_id, external_id, seq, payload, source, status)
     select $1, agent_id, id, channel_id, $1, 1, '{"text": "hello", "senderName": "Bea"}', 'telegram', 'failed'
       from conversations where id = $2`,
    [id, conversationId],
  );
  await database.dataSource.query(`update conversations set last_seq = 1 where id = $1`, [
    conversationId,
  ]);
  return id;
}

async function makeKnowledge(sellerId: string): Promise<string> {
  const id = newId('kno');
  await database.dataSource.query(
    `insert into knowledge_entries (id, seller_id, question, answer) values ($1, $2, 'Is it safe?', 'Yes.')`,
    [id, sellerId],
  );
  return id;
}

async function makeCustomRequest(sellerId: string): Promise<string> {
  const conversationId = await makeConversation(sellerId);
  const id = newId('cus');
  await database.dataSource.query(
    `insert into custom_requests (id, seller_id, conversation_id, summary) values ($1, $2, $3, 'A bowl')`,
    [id, sellerId, conversationId],
  );
  return id;
}

async function makeUndelivered(sellerId: string): Promise<string> {
  const conversationId = await makeConversation(sellerId);
  const id = newId('out');
  await database.dataSource.query(
    `insert into deliveries (id, seller_id, conversation_id, channel_id, seq, author, body, status)
     select $1, seller_id, id, channel_id, 1, 'agent', 'hello', 'failed' from conversations where id = $2`,
    [id, conversationId],
  );
  return id;
}

/** A number that waits to be linked. */
async function makeWhatsapp(sellerId: string): Promise<string> {
  const id = await makeChannel(sellerId);
  const pairing = { qr: '2@abc', code: null, expiresAt: '2100-01-01T00:00:00Z', n: 1 };
  await database.dataSource.query(
    `update messaging_channels set platform = 'whatsapp', status = 'pending', config = $2, lease_until = now() + interval '1 hour'
      where id = $1`,
    [id, JSON.stringify({ state: 'pairing', pairing })],
  );
  return id;
}

async function makeConversation(sellerId: string): Promise<string> {
  const channelId = await makeChannel(sellerId);
  const id = newId('cnv');
  await database.dataSource.query(
    `insert into conversations (id, seller_id, agent_id, channel_id, kind, external_id)
     select $1, seller_id, agent_id, id, 'buyer', $1 from messaging_channels where id = $2`,
    [id, channelId],
  );
  return id;
}

/** What stands in every table; equal when nothing was changed. */
async function everything(): Promise<string[]> {
  const tables: { name: string }[] = await database.dataSource.query(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`,
  );
  const lines: { line: string }[] = await database.dataSource.query(
    tables
      .map(({ name }) => `select '${name}: ' || t::text as line from "${name}" t`)
      .join(' union all '),
  );
  return lines.map(({ line }) => line).toSorted();
}

function routesWithIds(): { name: string; method: string; url: string }[] {
  return api
    .routes()
    .filter(({ url }) => url.includes('/:'))
    .map(({ method, url }) => ({ name: `${method} ${url}`, method, url }))
    .filter(({ name, url }) => !OTHER_ROUTES.has(name) && !url.startsWith('/admin/'));
}

describe('every route that names a thing by its id', () => {
  it('finds it for its owner, and says 404 to everybody else and to ids that are none', async () => {
    const [owner, stranger] = [await registerSeller(api), await registerSeller(api)];
    // Somebody without an agent would be refused for that.
    await makeChannel(stranger.sellerId);
    const routes = routesWithIds();
    expect(routes.map(({ name }) => name).toSorted()).toEqual(Object.keys(CASES).toSorted());

    for (const { name, method, url } of routes) {
      const { makeOwn, json } = CASES[name]!;
      const own = await makeOwn(owner.sellerId);
      const ask = async (token: string, id: string): Promise<Response> => {
        const path = url.replaceAll(/:\w+/g, encodeURIComponent(id));
        return api.fetch(path, { method, token, ...(json !== undefined && { json }) });
      };

      const unknown = [own.replace(/.$/, own.endsWith('0') ? '1' : '0'), 'nonsense', "' or 1=1 --"];
      const before = await everything();
      const foreign = await ask(stranger.token, own);
      expect(foreign.status, `${name} of another seller`).toBe(404);
      const { error } = await bodyOf(foreign);
      expect(error.code, name).not.toBe('agents.not_provisioned');
      expect(await everything(), `${name} changed what is another seller's`).toEqual(before);
      for (const id of [...unknown, 'a'.repeat(90)]) {
        expect((await ask(owner.token, id)).status, `${name} with ${id}`).toBe(404);
      }
      const answer = await ask(owner.token, own);
      expect(answer.status, `${name} of the owner`).toBe(200);
      await answer.body?.cancel();
    }
  });
});
