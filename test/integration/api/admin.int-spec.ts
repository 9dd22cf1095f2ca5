import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAdmin } from '#features/auth';
import { newId } from '#platform/ids';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { codeOf, signInAdmin, type TestAdmin } from '../../support/admin-session.js';
import { bodyOf, registerSeller, startTestApi, type TestApi } from '../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { testRedisUrl } from '../../support/servers/redis.js';

let database: TestDatabase;
let api: TestApi;
let admin: TestAdmin;

beforeAll(async () => {
  database = await createTestDatabase();
  const env = { RATE_LIMIT_AUTH_PER_MINUTE: '1000' };
  api = await startTestApi({ databaseUrl: database.url, redisUrl: testRedisUrl(), env });
  admin = await signInAdmin(api);
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

const errorOf = async (response: Response) => {
  const { error } = await bodyOf(response);
  return `${response.status} ${error.code}`;
};

describe('signing in as an administrator', () => {
  it('takes password and code, and never the password alone', async () => {
    const { email, password, secret, firstCode } = await signInAdmin(api);
    const login = (totp?: string) =>
      api.fetch('/admin/login', { json: { email, password, ...(totp !== undefined && { totp }) } });

    expect(await errorOf(await login())).toBe('401 totp_required');
    expect(await errorOf(await login('000000'))).toBe('401 auth.invalid_totp');
    expect(await errorOf(await login(firstCode))).toBe('401 auth.invalid_totp');
    expect((await login(codeOf(secret, 1))).status).toBe(200);
    const json = { email, password: 'guess', totp: codeOf(secret, 1) };
    expect(await errorOf(await api.fetch('/admin/login', { json }))).toBe(
      '401 auth.invalid_credentials',
    );
  });

  it('has a cookie of its own, which opens nothing of a seller, nor a seller’s anything here', async () => {
    expect(admin.cookie).toMatch(/^ifa_admin=/);
    expect(admin.recoveryCodes).toHaveLength(10);
    expect((await admin.fetch('/admin/me')).status).toBe(200);
    expect((await admin.fetch('/auth/me')).status).toBe(401);
    const { token, cookie } = await registerSeller(api);
    expect((await api.fetch('/admin/sellers', { token, headers: { cookie } })).status).toBe(401);
    const asAdmin = { cookie: `ifa_admin=${token}` };
    expect((await api.fetch('/admin/sellers', { headers: asAdmin })).status).toBe(401);
  });

  it('changes nothing for a page that is not ours', async () => {
    const { sellerId } = await registerSeller(api);
    const path = `/admin/sellers/${sellerId}/sign-out`;
    const foreign = await admin.fetch(path, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(await errorOf(foreign)).toBe('403 request.foreign_origin');
    const without = await api.fetch(path, { method: 'POST', headers: { cookie: admin.cookie } });
    expect(await errorOf(without)).toBe('403 request.foreign_origin');
  });

  it('ends with logout, and after an hour without a request', async () => {
    const [leaving, idle] = [await signInAdmin(api), await signInAdmin(api)];
    expect((await leaving.fetch('/admin/logout', { method: 'POST' })).status).toBe(200);
    expect((await leaving.fetch('/admin/me')).status).toBe(401);

    const age = `update admin_sessions set last_seen_at = last_seen_at - interval '1 hour'
                  where admin_id = (select id from admins where email = $1)`;
    await database.dataSource.query(age, [idle.email]);
    expect((await idle.fetch('/admin/me')).status).toBe(401);
  });
});

describe('the command that makes administrators', () => {
  it('makes one who then signs in, once per address, with a password worth its name', async () => {
    const { dataSource } = database;
    const [email, password] = ['Command@Example.com', 'made by the command'];
    expect(await makeAdmin(dataSource, email, password)).toMatch(/^adm_/);
    const response = await api.fetch('/admin/login', { json: { email, password } });
    expect(await errorOf(response)).toBe('401 totp_setup_required');

    const again = makeAdmin(dataSource, 'command@example.com', password);
    await expect(again).rejects.toMatchObject({ code: 'admin.exists' });
    await expect(makeAdmin(dataSource, 'x@example.com', 'short')).rejects.toMatchObject({
      code: 'admin.invalid',
    });
    await expect(makeAdmin(dataSource, 'nobody', password)).rejects.toMatchObject({
      code: 'admin.invalid',
    });
  });
});

describe('the sellers', () => {
  it('are found by address, name, shop and id, a page at a time', async () => {
    const { sellerId, email } = await registerSeller(api, { name: 'Näher Wanda' });
    const shop = await aSellerWithAgent(database.dataSource, { shopName: 'Wonder 100% Wool' });
    const find = async (query: string) =>
      (await bodyOf(await admin.fetch(`/admin/sellers?${query}`))).sellers.map(
        ({ id }: { id: string }) => id,
      );

    expect(await find(`search=${encodeURIComponent(email.toUpperCase())}`)).toContain(sellerId);
    expect(await find('search=n%C3%A4her')).toEqual([sellerId]);
    expect(await find(`search=${sellerId}`)).toEqual([sellerId]);
    expect(await find('search=100%25')).toEqual([shop.sellerId]);
    expect(await find('search=%25')).toEqual([shop.sellerId]);
    const first = await bodyOf(await admin.fetch('/admin/sellers?limit=1'));
    const second = await bodyOf(await admin.fetch(`/admin/sellers?limit=1&before=${first.next}`));
    expect(second.sellers[0].id < first.sellers[0].id).toBe(true);
    const one = await bodyOf(await admin.fetch(`/admin/sellers/${sellerId}`));
    expect(one.seller).toMatchObject({
      email,
      plan: 'free',
      status: 'active',
      emailVerified: false,
    });
    expect(JSON.stringify(one)).not.toMatch(/argon2|hash/i);
  });

  it('are suspended and activated, put on a plan and signed out; every act is in the audit log', async () => {
    const { sellerId, token, email, password } = await registerSeller(api);
    const act = (name: string, json: unknown = {}) =>
      admin.fetch(`/admin/sellers/${sellerId}/${name}`, { json });

    expect((await bodyOf(await act('suspend', { reason: 'spam' }))).seller.status).toBe(
      'suspended',
    );
    expect((await api.fetch('/auth/me', { token })).status).toBe(403);
    expect((await bodyOf(await act('activate'))).seller.status).toBe('active');
    expect((await api.fetch('/auth/me', { token })).status).toBe(200);
    expect((await bodyOf(await act('plan', { plan: 'pro' }))).seller.plan).toBe('pro');
    expect((await act('plan', { plan: 'gold' })).status).toBe(400);
    await api.fetch('/auth/login', { json: { email, password } });
    expect(await bodyOf(await act('sign-out'))).toEqual({ success: true, ended: 2 });
    expect((await api.fetch('/auth/me', { token })).status).toBe(401);

    const { entries } = await bodyOf(await admin.fetch(`/admin/audit?about=${sellerId}`));
    const lines = entries.map((e: { actor: string; action: string }) => `${e.actor} ${e.action}`);
    expect(lines).toEqual([
      'admin seller.signed_out',
      'seller session.opened',
      'admin seller.plan_set',
      'admin seller.activated',
      'admin seller.suspended',
      'seller account.registered',
    ]);
    expect(entries.at(-2)).toMatchObject({
      actorEmail: admin.email,
      targetId: sellerId,
      details: { reason: 'spam' },
      ipAddress: expect.stringContaining('127.0.0.1'),
      createdAt: expect.any(String),
    });
    const some = await bodyOf(await admin.fetch('/admin/audit?action=seller&limit=1'));
    expect(some.entries[0].action).toBe('seller.signed_out');
    expect(some.next).toBe(some.entries[0].id);
  });

  it('that do not exist are 404', async () => {
    for (const id of [newId('sel'), 'nonsense']) {
      expect((await admin.fetch(`/admin/sellers/${id}`)).status).toBe(404);
      expect((await admin.fetch(`/admin/sellers/${id}/activate`, { method: 'POST' })).status).toBe(
        404,
      );
      expect((await admin.fetch(`/admin/sellers/${id}/sign-out`, { method: 'POST' })).status).toBe(
        404,
      );
    }
  });
});

describe('the house', () => {
  async function deadLetter(): Promise<{ inboxId: string; conversationId: string }> {
    const { sellerId, agentId } = await aSellerWithAgent(database.dataSource);
    const [inboxId, conversationId] = [newId('inb'), newId('cnv')];
    await database.dataSource.query(
      `insert into conversations (id, seller_id, agent_id, kind, external_id, last_seq)
       values ($1, $2, $3, 'seller', $2, 1)`,
      [conversationId, sellerId, agentId],
    );
    const payload = {
      text: 'a secret wish',
      senderId: 's',
      senderName: 'S',
      sentAt: '2026-01-01T00:00:00Z',
    };
    await database.dataSource.query(
      `insert into agent_inbox (id, agent_id, conversation_id, external_id, seq, payload, status, source, error, attempt_count)
       values ($1, $2, $3, 'x1', 1, $4, 'failed', 'dashboard', 'model.down', 3)`,
      [inboxId, agentId, conversationId, JSON.stringify(payload)],
    );
    return { inboxId, conversationId };
  }

  it('shows what was given up without its words, and puts it in line again once', async () => {
    const { inboxId, conversationId } = await deadLetter();
    const list = async () => (await bodyOf(await admin.fetch('/admin/dead-letters'))).deadLetters;
    const [letter] = await list();
    expect(letter).toMatchObject({ id: inboxId, conversationId, error: 'model.down', attempts: 3 });
    expect(JSON.stringify(letter)).not.toContain('wish');

    const replay = () => admin.fetch(`/admin/dead-letters/${inboxId}/replay`, { method: 'POST' });
    const both = await Promise.all([replay(), replay()]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404]);
    expect(await list()).toEqual([]);
    const query = `select status, seq, attempt_count, payload->>'text' as text from agent_inbox
                    where conversation_id = $1 order by seq`;
    expect(await database.dataSource.query(query, [conversationId])).toEqual([
      expect.objectContaining({ status: 'skipped', seq: 1 }),
      { status: 'queued', seq: 2, attempt_count: 0, text: 'a secret wish' },
    ]);
  });

  it('tells how channels, syncs, messages, queues and the budget at Etsy are', async () => {
    const { sellerId, agentId } = await aSellerWithAgent(database.dataSource, {
      shopName: 'Old Shop',
    });
    await database.dataSource.query(
      `insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, status, last_error)
       values ($1, $2, $3, 'telegram', 'bot1', 'disconnected', 'token revoked')`,
      [newId('chn'), sellerId, agentId],
    );
    const health = await bodyOf(await admin.fetch('/admin/health'));
    expect(health.channels).toContainEqual({ kind: 'telegram', status: 'disconnected', count: 1 });
    expect(health.sickChannels[0]).toMatchObject({ sellerId, lastError: 'token revoked' });
    expect(health.sickShops).toContainEqual(
      expect.objectContaining({ sellerId, shopName: 'Old Shop' }),
    );
    expect(health.queues.length).toBeGreaterThan(0);
    for (const { counts } of health.queues) {
      expect(counts).toMatchObject({ waiting: expect.any(Number) });
    }
    const { etsy } = await bodyOf(await admin.fetch('/admin/quota'));
    expect(etsy.perDay).toBeGreaterThan(0);
  });
});
