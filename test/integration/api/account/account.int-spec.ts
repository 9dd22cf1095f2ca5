import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

async function linkTo(email: string, page: string): Promise<string> {
  const { text } = await mailbox.mailTo(email, new RegExp(`/app/${page}#token=`));
  return /#token=([\w-]+)/.exec(text)?.[1] ?? '';
}

const post = (path: string, json: unknown, token?: string): Promise<Response> =>
  api.fetch(path, { json, ...(token !== undefined && { token }) });

const meOf = async (token: string) => (await bodyOf(await api.fetch('/auth/me', { token }))).seller;

async function actionsOf(sellerId: string): Promise<string[]> {
  const query = 'select action from audit_log where seller_id = $1 order by id';
  const lines: { action: string }[] = await database.dataSource.query(query, [sellerId]);
  return lines.map(({ action }) => action);
}

describe('proving the e-mail address', () => {
  it('takes the link of the mail once, from whatever device', async () => {
    const { token, email, sellerId } = await registerSeller(api);
    expect(await meOf(token)).toMatchObject({ emailVerified: false });
    const link = await linkTo(email, 'verify-email');
    const stored = await database.dataSource.query('select * from mailed_tokens');
    expect(JSON.stringify(stored)).not.toContain(link);

    expect(await bodyOf(await post('/auth/verify-email', { token: link }))).toEqual({
      success: true,
    });
    expect(await meOf(token)).toMatchObject({ emailVerified: true });
    const again = await post('/auth/verify-email', { token: link });
    expect(again.status).toBe(400);
    expect(await bodyOf(again)).toMatchObject({ error: { code: 'auth.invalid_link' } });
    expect(await actionsOf(sellerId)).toEqual(['account.registered', 'account.email_verified']);
  });

  it('refuses a link after 24 hours', async () => {
    const { email, sellerId } = await registerSeller(api);
    const link = await linkTo(email, 'verify-email');
    const age = `update mailed_tokens set expires_at = expires_at - interval '24 hours' where seller_id = $1`;
    await database.dataSource.query(age, [sellerId]);

    expect((await post('/auth/verify-email', { token: link })).status).toBe(400);
  });

  it('mails another link on request, five in an hour', async () => {
    const { token, email } = await registerSeller(api);
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      statuses.push((await post('/auth/verify-email/resend', {}, token)).status);
    }

    expect(statuses).toEqual([200, 200, 200, 200, 429]);
    expect(
      (await post('/auth/verify-email', { token: await linkTo(email, 'verify-email') })).status,
    ).toBe(200);
    expect((await post('/auth/verify-email/resend', {}, token)).status).toBe(200);
  });

  it('mails no more of them when all are asked for at once', async () => {
    const { token } = await registerSeller(api);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post('/auth/verify-email/resend', {}, token)),
    );

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
  });

  it('is asked for before a channel with real people is linked', async () => {
    const real = await startTestApi({
      databaseUrl: database.url,
      redisUrl: testRedisUrl(),
      env: { ANTHROPIC_API_KEY: 'sk-ant-api03-of-a-test', SMTP_URL: mailbox.url },
    });
    try {
      const { token, email } = await registerSeller(real);
      const connect = () =>
        real.fetch('/messaging/webhook/connect', { token, json: { name: 'Till' } });
      const refused = await connect();
      expect(refused.status).toBe(403);
      expect(await bodyOf(refused)).toMatchObject({ error: { code: 'auth.email_not_verified' } });

      await post('/auth/verify-email', { token: await linkTo(email, 'verify-email') });
      expect(await bodyOf(await connect())).not.toMatchObject({
        error: { code: 'auth.email_not_verified' },
      });
    } finally {
      await real.close();
    }
    const { token } = await registerSeller(api);
    const standin = await post('/messaging/webhook/connect', { name: 'Till' }, token);
    expect(await bodyOf(standin)).not.toMatchObject({ error: { code: 'auth.email_not_verified' } });
  });
});

describe('a forgotten password', () => {
  it('is set anew by the link, once, and every session ends', async () => {
    const { token, email, password, sellerId } = await registerSeller(api);
    expect((await post('/auth/forgot-password', { email: email.toUpperCase() })).status).toBe(200);
    const link = await linkTo(email, 'reset-password');

    const next = 'a brand new password';
    const done = await post('/auth/reset-password', { token: link, password: next });
    expect(await bodyOf(done)).toEqual({ success: true });
    expect((await api.fetch('/auth/me', { token })).status).toBe(401);
    expect((await post('/auth/login', { email, password })).status).toBe(401);
    const login = await post('/auth/login', { email, password: next });
    expect(login.status).toBe(200);
    expect(await meOf((await bodyOf(login)).token)).toMatchObject({ emailVerified: true });
    const again = await post('/auth/reset-password', { token: link, password: 'once more please' });
    expect(again.status).toBe(400);
    await mailbox.mailTo(email, /password was changed/);
    expect(await actionsOf(sellerId)).toEqual(
      expect.arrayContaining(['password.reset_asked', 'password.reset', 'session.refused']),
    );
  });

  it('is answered alike for an address that has no account', async () => {
    const { email } = await registerSeller(api);
    const known = await post('/auth/forgot-password', { email });
    const unknown = await post('/auth/forgot-password', { email: 'nobody-here@example.com' });

    expect([known.status, unknown.status]).toEqual([200, 200]);
    expect(await known.text()).toBe(await unknown.text());
    await linkTo(email, 'reset-password');
    expect(mailbox.mails.filter(({ to }) => to === 'nobody-here@example.com')).toEqual([]);
  });

  it('takes neither a link of the other kind nor one older than an hour', async () => {
    const { email, sellerId } = await registerSeller(api);
    const verify = await linkTo(email, 'verify-email');
    const json = { token: verify, password: 'a brand new password' };
    expect((await post('/auth/reset-password', json)).status).toBe(400);

    await post('/auth/forgot-password', { email });
    const link = await linkTo(email, 'reset-password');
    const age = `update mailed_tokens set expires_at = expires_at - interval '1 hour'
                  where seller_id = $1 and purpose = 'reset'`;
    await database.dataSource.query(age, [sellerId]);
    expect((await post('/auth/reset-password', { ...json, token: link })).status).toBe(400);
  });
});

describe('changing the password', () => {
  it('needs the old one, keeps this session and ends the others', async () => {
    const { token, email, password } = await registerSeller(api);
    const other = (await bodyOf(await post('/auth/login', { email, password }))).token;

    const wrong = await post(
      '/auth/change-password',
      { current: 'guess', next: 'brand new one' },
      token,
    );
    expect(wrong.status).toBe(403);
    expect(await bodyOf(wrong)).toMatchObject({ error: { code: 'auth.wrong_password' } });
    const right = await post(
      '/auth/change-password',
      { current: password, next: 'brand new one' },
      token,
    );
    expect(right.status).toBe(200);
    expect((await api.fetch('/auth/me', { token })).status).toBe(200);
    expect((await api.fetch('/auth/me', { token: other })).status).toBe(401);
    expect((await post('/auth/login', { email, password: 'brand new one' })).status).toBe(200);
  });

  it('is counted per account, since the password can be guessed there too', async () => {
    const strict = await startTestApi({
      databaseUrl: database.url,
      redisUrl: testRedisUrl(),
      env: { RATE_LIMIT_AUTH_PER_MINUTE: '3', SMTP_URL: mailbox.url },
    });
    try {
      const { token } = await registerSeller(strict);
      const guess = async () => {
        const json = { current: 'guess', next: 'brand new one' };
        return (await strict.fetch('/auth/change-password', { token, json })).status;
      };
      expect([await guess(), await guess(), await guess()]).toEqual([403, 403, 429]);
    } finally {
      await strict.close();
    }
  });
});

describe('the sessions', () => {
  it('are listed with where they come from, and end one by one or all but this', async () => {
    const { token, email, password } = await registerSeller(api);
    const login = async (agent: string): Promise<string> => {
      const headers = { 'user-agent': agent };
      const response = await api.fetch('/auth/login', { json: { email, password }, headers });
      return (await bodyOf(response)).token;
    };
    const [phone, tablet] = [await login('Phone'), await login('Tablet')];
    const list = async () => (await bodyOf(await api.fetch('/auth/sessions', { token }))).sessions;

    const sessions = await list();
    expect(sessions).toHaveLength(3);
    expect(sessions.filter((session: { current: boolean }) => session.current)).toHaveLength(1);
    const phones = sessions.find(({ userAgent }: { userAgent: string }) => userAgent === 'Phone');
    expect(phones).toMatchObject({ ipAddress: expect.any(String), current: false });

    await api.fetch(`/auth/sessions/${phones.id}`, { method: 'DELETE', token });
    expect((await api.fetch('/auth/me', { token: phone })).status).toBe(401);
    expect(await bodyOf(await post('/auth/sessions/sign-out-others', {}, token))).toEqual({
      success: true,
      ended: 1,
    });
    expect((await api.fetch('/auth/me', { token: tablet })).status).toBe(401);
    expect(await list()).toHaveLength(1);
  });
});
