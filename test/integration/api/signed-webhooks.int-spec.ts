/** `POST /messaging/webhook`: only what is signed, and freshly, changes anything; and the same id changes it once. */
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { registerSeller, startTestApi, type TestApi } from '../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { testRedisUrl } from '../../support/servers/redis.js';

let database: TestDatabase;
let api: TestApi;
let hook: { secret: string; platformId: string };

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({ databaseUrl: database.url, redisUrl: testRedisUrl() });
  const { token, sellerId } = await registerSeller(api);
  await database.dataSource.query(
    `insert into agents (id, seller_id, name, workspace_path) values ($1, $2, 'Agent', '')`,
    [newId('agt'), sellerId],
  );
  const made = await api.fetch('/messaging/webhook/connect', { token, json: {} });
  hook = (await made.json()) as typeof hook;
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

interface Post {
  id?: string;
  at?: Date;
  secret?: string;
  /** What is posted instead of what was signed. */
  posted?: string;
}

function bodyOf(text: string): string {
  const sender = { id: 'customer-1', name: 'John' };
  return JSON.stringify({
    platform: 'webhook',
    platformId: hook.platformId,
    message: text,
    sender,
  });
}

async function post(text: string, o: Post = {}): Promise<Response> {
  const { id = newId('out'), at = new Date(), secret = hook.secret } = o;
  const signed = bodyOf(text);
  return fetch(`${api.url}/messaging/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, at, signed),
    },
    body: o.posted ?? signed,
  });
}

async function stored(): Promise<unknown[]> {
  const rows: { text: string }[] = await database.dataSource.query(
    `select payload->>'text' as text from agent_inbox order by id`,
  );
  return rows.map(({ text }) => text);
}

const MINUTE_MS = 60_000;

describe('a posted message', () => {
  it('is taken once for one id', async () => {
    const first = await post('Do you ship?', { id: 'one' });
    const again = await post('Do you ship?', { id: 'one' });
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(await again.json()).toEqual(await first.json());
    expect(await stored()).toEqual(['Do you ship?']);
  });

  it.each([
    ['was signed six minutes ago', () => post('x', { at: new Date(Date.now() - 6 * MINUTE_MS) })],
    [
      'will be signed in six minutes',
      () => post('x', { at: new Date(Date.now() + 6 * MINUTE_MS) }),
    ],
    ['is signed by somebody else', () => post('x', { secret: `whsec_${'A'.repeat(43)}=` })],
    ['was changed on its way', () => post('x', { posted: bodyOf('y') })],
    ['has no signature', () => api.fetch('/messaging/webhook', { json: JSON.parse(bodyOf('x')) })],
  ])('is 401 and changes nothing when it %s', async (_, send) => {
    const before = await stored();
    const response = await send();
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 'messaging.bad_signature' } });
    expect(await stored()).toEqual(before);
  });
});
