import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiKeysService, SessionsService } from '#features/auth';
import { signInAdmin } from '../../../support/admin-session.js';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { Mailbox } from '../../../support/servers/mailbox.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

let database: TestDatabase;
let mailbox: Mailbox;
let api: TestApi;

beforeAll(async () => {
  [database, mailbox] = await Promise.all([createTestDatabase(), Mailbox.open()]);
  api = await startTestApi({
    databaseUrl: database.url,
    redisUrl: testRedisUrl(),
    env: { SMTP_URL: mailbox.url, RATE_LIMIT_AUTH_PER_MINUTE: '1000' },
  });
});

afterAll(async () => {
  await api?.close();
  await mailbox?.close();
  await database?.close();
});

const NEXT = 'a brand new password';

const post = (path: string, json: unknown, token?: string): Promise<Response> =>
  api.fetch(path, { json, ...(token !== undefined && { token }) });

async function linkTo(email: string, page: string): Promise<string> {
  const { text } = await mailbox.mailTo(email, new RegExp(`/app/${page}#token=`));
  return /#token=([\w-]+)/.exec(text)?.[1] ?? '';
}

async function reset(email: string): Promise<void> {
  await post('/auth/forgot-password', { email });
  const token = await linkTo(email, 'reset-password');
  expect((await post('/auth/reset-password', { token, password: NEXT })).status).toBe(200);
}

/** An account with everything that lets somebody in without its password, or tells them of it. */
async function settledAccount() {
  const seller = await registerSeller(api);
  const { token } = seller;
  const wish = { name: 'program', scopes: ['conversations:read'] };
  const { key } = await bodyOf(await post('/auth/api-keys', wish, token));
  const webhookUrl = 'https://listener.example/hook';
  const put = { method: 'PUT', token, json: { webhookUrl } };
  expect((await api.fetch('/messaging/notifications', put)).status).toBe(200);
  const { secret } = await bodyOf(await post('/auth/totp/start', {}, token));
  await post('/auth/totp/confirm', { code: generateSync({ secret }) }, token);
  return { ...seller, key, webhookUrl };
}

async function opens(key: string): Promise<boolean> {
  const json = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
  const headers = { accept: 'application/json, text/event-stream' };
  return (await api.fetch('/mcp', { token: key, json, headers })).status !== 401;
}

/** How many statements wait for a lock of somebody else's. */
async function untilWaiting(count: number): Promise<void> {
  await vi.waitFor(async () => {
    const [{ waiting }] = await database.dataSource.query(
      `select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(waiting).toBe(count);
  });
}

const login = (email: string, password = NEXT): Promise<Response> =>
  post('/auth/login', { email, password });

describe('a new password by mail', () => {
  it('leaves nothing to whoever registered with a foreign address before', async () => {
    const { email, key } = await settledAccount();
    expect(await opens(key)).toBe(true);

    await reset(email);

    expect(await opens(key)).toBe(false);
    const signedIn = await login(email);
    expect(signedIn.status).toBe(200);
    const { token } = await bodyOf(signedIn);
    const { seller } = await bodyOf(await api.fetch('/auth/me', { token }));
    expect(seller).toMatchObject({ emailVerified: true, totpEnabled: false });
    const settings = await bodyOf(await api.fetch('/messaging/notifications', { token }));
    expect(settings).toMatchObject({ email: true, webhookUrl: null });
    const { text } = await mailbox.mailTo(email, /Your password was changed/);
    expect(text).toMatch(/API key was revoked/);
    expect(text).toMatch(/two steps and the address for notifications/);
  });

  it('revokes the keys of a proven account too, and is no way around its second factor', async () => {
    const { email, key, sellerId, webhookUrl } = await settledAccount();
    await post('/auth/verify-email', { token: await linkTo(email, 'verify-email') });

    await reset(email);

    expect(await opens(key)).toBe(false);
    expect(await bodyOf(await login(email))).toMatchObject({ error: { code: 'totp_required' } });
    const { text } = await mailbox.mailTo(email, /Your password was changed/);
    expect(text).toMatch(/still asks for the code/);
    const [settings] = await database.dataSource.query(
      'select webhook_url from notification_settings where seller_id = $1',
      [sellerId],
    );
    expect(settings.webhook_url).toBe(webhookUrl);
    const [line] = await database.dataSource.query(
      `select details from audit_log where seller_id = $1 and action = 'password.reset'`,
      [sellerId],
    );
    expect(line.details).toEqual({ apiKeys: 1, wasUnproven: false });
  });

  it('forgets the secret of a set-up that somebody else has begun', async () => {
    const { token, email } = await registerSeller(api);
    await post('/auth/verify-email', { token: await linkTo(email, 'verify-email') });
    const { secret } = await bodyOf(await post('/auth/totp/start', {}, token));

    await reset(email);

    const { token: owner } = await bodyOf(await login(email));
    const started = await bodyOf(await post('/auth/totp/start', {}, owner));
    expect(started.secret).not.toBe(secret);
  });

  it('makes no key for a session that has just ended, though it was good a moment ago', async () => {
    const { token, email } = await registerSeller(api);
    const asking = await api.app.get(SessionsService, { strict: false }).authenticate(token);
    await reset(email);

    const keys = api.app.get(ApiKeysService, { strict: false });
    const input = { name: 'late', scopes: ['products:read'] as const, lifetimeDays: null };
    const late = keys.create(asking, input, { ipAddress: null, userAgent: null });
    await expect(late).rejects.toMatchObject({ code: 'auth.session_ended' });
  });
});

describe('changing the password', () => {
  it('leaves API keys alone, and revokes them when asked to', async () => {
    const { token, email, password } = await registerSeller(api);
    const wish = { name: 'program', scopes: ['products:read'] };
    const { key } = await bodyOf(await post('/auth/api-keys', wish, token));
    const change = (current: string, next: string, more = {}): Promise<Response> =>
      post('/auth/change-password', { current, next, ...more }, token);

    expect((await change(password, NEXT)).status).toBe(200);
    expect(await opens(key)).toBe(true);
    await mailbox.mailTo(email, /API keys, if you have any, go on working/);
    expect((await change(NEXT, password, { revokeApiKeys: true })).status).toBe(200);
    expect(await opens(key)).toBe(false);
    await mailbox.mailTo(email, /API key was revoked/);
  });
});

describe('an API key', () => {
  it('is made for a proven address only where sellers are real', async () => {
    const real = await startTestApi({
      databaseUrl: database.url,
      redisUrl: testRedisUrl(),
      env: { ANTHROPIC_API_KEY: 'sk-ant-api03-of-a-test', SMTP_URL: mailbox.url },
    });
    try {
      const { token, email } = await registerSeller(real);
      const json = { name: 'program', scopes: ['products:read'] };
      const refused = await real.fetch('/auth/api-keys', { token, json });
      expect(refused.status).toBe(403);
      expect(await bodyOf(refused)).toMatchObject({ error: { code: 'auth.email_not_verified' } });
      await post('/auth/verify-email', { token: await linkTo(email, 'verify-email') });
      expect((await real.fetch('/auth/api-keys', { token, json })).status).toBe(200);
    } finally {
      await real.close();
    }
  });
});

describe('an administrator', () => {
  it('takes a second factor away from an owner who cannot pass it, and the owner is told', async () => {
    const { email, password, sellerId } = await settledAccount();
    const admin = await signInAdmin(api);
    const remove = (json: unknown): Promise<Response> =>
      admin.fetch(`/admin/sellers/${sellerId}/remove-second-factor`, { json });

    expect((await remove({})).status).toBe(400);
    expect((await login(email, password)).status).toBe(401);
    const removed = await remove({ reason: 'lost phone, called back' });
    expect((await bodyOf(removed)).seller).toMatchObject({ id: sellerId, totpEnabled: false });
    expect((await login(email, password)).status).toBe(200);
    await mailbox.mailTo(email, /two steps was turned off/);
    expect(await bodyOf(await remove({ reason: 'again' }))).toMatchObject({
      error: { code: 'auth.totp_off' },
    });
    const audit = await bodyOf(await admin.fetch(`/admin/audit?about=${sellerId}`));
    expect(audit.entries).toContainEqual(
      expect.objectContaining({
        action: 'seller.second_factor_removed',
        actorEmail: admin.email,
        details: { reason: 'lost phone, called back' },
      }),
    );
  });
});

describe('whoever knows the old password, and is quick', () => {
  it('is not let in by a sign-in that began before the new one was set', async () => {
    const { sellerId, email, password } = await registerSeller(api);
    // A sign-in clears away what has expired, by which it can be held up behind its look at the password.
    await database.dataSource.query(
      `insert into auth_sessions (id, seller_id, last_seen_at, expires_at)
       values ('ses_expired', $1, now(), now() - interval '1 day')`,
      [sellerId],
    );
    const [quick, owner] = await database.dataSource.transaction(async (held) => {
      await held.query(`select 1 from auth_sessions where id = 'ses_expired' for update`);
      const signIn = login(email, password);
      await untilWaiting(1);
      const done = reset(email);
      await Promise.race([done, untilWaiting(2)]);
      return [signIn, done] as const;
    });

    const { token } = await bodyOf(await quick);
    await owner;
    expect((await api.fetch('/auth/me', { token })).status).toBe(401);
  });

  it('does not set another one over it', async () => {
    const { sellerId, email, password, token } = await registerSeller(api);
    await post('/auth/forgot-password', { email });
    const link = await linkTo(email, 'reset-password');
    const [owner, quick] = await database.dataSource.transaction(async (held) => {
      await held.query(`select 1 from sellers where id = $1 for update`, [sellerId]);
      const first = post('/auth/reset-password', { token: link, password: NEXT });
      await untilWaiting(1);
      const change = { current: password, next: 'the password of somebody else' };
      const second = post('/auth/change-password', change, token);
      await untilWaiting(2);
      return [first, second] as const;
    });

    expect((await owner).status).toBe(200);
    expect((await quick).status).toBe(401);
    expect((await login(email)).status).toBe(200);
  });
});
