import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/ids';
import { anAgentOf } from '../../../factories/seller.factory.js';
import { signInAdmin } from '../../../support/admin-session.js';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
  type TestRequest,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

/** More than are let through in a minute. */
const FLOOD = 40;

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  const env = { RATE_LIMIT_AUTH_PER_MINUTE: '1000', TRUSTED_PROXIES: '127.0.0.1' };
  api = await startTestApi({ databaseUrl: database.url, redisUrl: testRedisUrl(), env });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

let addresses = 0;

/** An address nobody has used. */
function anAddress(): string {
  addresses += 1;
  return `198.51.100.${addresses}`;
}

function from(address: string, path: string, init: TestRequest = {}): Promise<Response> {
  const headers = { ...init.headers, 'x-forwarded-for': address };
  return api.fetch(path, { ...init, headers });
}

/** @returns how many of the flood the database was asked about */
async function flood(junk: () => Promise<Response>): Promise<number> {
  for (let count = 0; count < FLOOD - 5; count += 1) await junk();
  const asked = vi.spyOn(api.app.get(DataSource, { strict: false }), 'query');
  try {
    for (let count = 0; count < 5; count += 1) await junk();
    return asked.mock.calls.filter(([text]) => !/^select 1\b/.test(text)).length;
  } finally {
    asked.mockRestore();
  }
}

const statusOf = async (answer: Promise<Response>): Promise<number> => (await answer).status;

describe('API keys that are none', () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
  const ask = (address: string, token: string): Promise<Response> =>
    from(address, '/mcp', {
      token,
      json: list,
      headers: { accept: 'application/json, text/event-stream' },
    });

  it('are refused before the database is asked, and keep out nobody who was right there before', async () => {
    const { token, sellerId } = await registerSeller(api);
    await anAgentOf(database.dataSource, sellerId);
    const json = { name: 'k', scopes: ['products:read'] };
    const { key } = await bodyOf(await api.fetch('/auth/api-keys', { token, json }));
    const address = anAddress();
    expect(await statusOf(ask(address, key))).toBe(200);

    const asked = await flood(() => ask(address, `ifa_${randomBytes(32).toString('base64url')}`));

    expect(asked).toBe(0);
    const refused = await ask(address, 'ifa_junk');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(await statusOf(ask(address, key))).toBe(200);
    expect(await statusOf(ask(anAddress(), 'ifa_junk'))).toBe(401);
  });
});

describe('cookies of administrators that are none', () => {
  it('are refused without an UPDATE each, and keep out no administrator', async () => {
    const admin = await signInAdmin(api);
    const address = anAddress();
    const ask = (cookie: string): Promise<Response> =>
      from(address, '/admin/me', { headers: { cookie } });
    expect(await statusOf(ask(admin.cookie))).toBe(200);

    expect(await flood(() => ask(`ifa_admin=${randomUUID()}`))).toBe(0);
    expect(await statusOf(ask('ifa_admin=junk'))).toBe(429);
    expect(await statusOf(ask(admin.cookie))).toBe(200);
    // Whoever signs in now is let in too.
    const login = { email: admin.email, password: admin.password, totp: admin.recoveryCodes[0] };
    const signedIn = await from(address, '/admin/login', { json: login });
    expect(await statusOf(ask(signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''))).toBe(200);
  });
});

describe('messages with a wrong signature', () => {
  it('are refused before the database is asked; the gateway beside them goes on', async () => {
    const { token, sellerId } = await registerSeller(api);
    await anAgentOf(database.dataSource, sellerId);
    const { secret, platformId } = await bodyOf(
      await api.fetch('/messaging/webhook/connect', { token, json: { name: 'Till' } }),
    );
    const address = anAddress();
    const post = (key: string, to: string): Promise<Response> => {
      const body = JSON.stringify({
        platform: 'webhook',
        platformId: to,
        message: 'Hello',
        sender: { id: 'b1', name: 'B' },
      });
      const [id, now] = [randomUUID(), new Date()];
      return from(address, '/messaging/webhook', {
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': new Webhook(key).sign(id, now, body),
        },
      });
    };
    const wrong = `whsec_${randomBytes(32).toString('base64')}`;
    expect(await statusOf(post(secret, platformId))).toBe(200);

    expect(await flood(() => post(wrong, `wh_${randomUUID()}`))).toBe(0);
    expect(await statusOf(post(wrong, 'wh_nobody'))).toBe(429);
    expect(await statusOf(post(secret, platformId))).toBe(200);
  });
});

describe('updates of Telegram', () => {
  const update = (address: string, channelId: string): Promise<Response> =>
    from(address, `/messaging/telegram/webhook/${channelId}`, {
      json: { update_id: 1 },
      headers: { 'x-telegram-bot-api-secret-token': 'guess' },
    });

  it('that are none are refused before the database is asked', async () => {
    const address = anAddress();
    expect(await flood(() => update(address, newId('chn')))).toBe(0);
    expect(await statusOf(update(address, newId('chn')))).toBe(429);
  });

  it.each(['149.154.167.220', '::ffff:91.108.6.1'])(
    'are never refused for the address %s, which delivers for everybody',
    async (address) => {
      await flood(() => update(address, newId('chn')));
      expect(await statusOf(update(address, newId('chn')))).toBe(401);
    },
  );
});

describe('returns from Etsy that nobody began', () => {
  it('are sent home before the database is asked; whoever is signed in is not', async () => {
    const address = anAddress();
    const { cookie } = await registerSeller(api);
    const back = async (headers: Record<string, string> = {}): Promise<string> => {
      const path = `/etsy/oauth/callback?code=c&state=${randomUUID()}`;
      return (await from(address, path, { headers })).headers.get('location') ?? '';
    };
    expect(await back()).toContain('etsy_error=state_refused');

    expect(await flood(() => from(address, `/etsy/oauth/callback?state=${randomUUID()}`))).toBe(0);
    expect(await back()).toContain('etsy_error=rate_limited');
    expect(await back({ cookie })).toContain('etsy_error=state_refused');
  });
});
