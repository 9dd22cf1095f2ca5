import { setTimeout as sleep } from 'node:timers/promises';
import argon2 from 'argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isId } from '#platform/ids';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

// Logout and suspension end access within this time on every process.
const END_OF_ACCESS_MS = 1000;
const many = { RATE_LIMIT_AUTH_PER_MINUTE: '1000' };

let database: TestDatabase;
let api: TestApi;
let otherProcess: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  const redisUrl = testRedisUrl();
  const input = { databaseUrl: database.url, redisUrl, env: many };
  [api, otherProcess] = await Promise.all([startTestApi(input), startTestApi(input)]);
});

afterAll(async () => {
  await Promise.all([api?.close(), otherProcess?.close()]);
  await database?.close();
});

async function setStatus(sellerId: string, status: string): Promise<void> {
  await database.dataSource.query(`update sellers set status = $2 where id = $1`, [
    sellerId,
    status,
  ]);
}

describe('POST /auth/register', () => {
  it('makes the account and answers as documented', async () => {
    const json = { email: ' New@Example.com ', password: 'minimum8', name: 'Shop Owner' };
    const response = await api.fetch('/auth/register', { json });

    expect(response.status).toBe(200);
    const body = await bodyOf(response);
    expect(body).toEqual({
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      seller: {
        id: expect.toSatisfy((id: unknown) => isId('sel', id)),
        email: 'new@example.com',
        name: 'Shop Owner',
        plan: 'free',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    });
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toContain(`ifa_session=${body.token};`);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
  });

  it('refuses an address that has an account, in whatever case', async () => {
    const { email } = await registerSeller(api);
    const json = { email: email.toUpperCase(), password: 'another password', name: 'B' };
    const response = await api.fetch('/auth/register', { json });

    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ error: { code: 'auth.email_taken' } });
  });

  it('refuses it however its letters are composed', async () => {
    const composed = 'caf\u00e9@example.com';
    await registerSeller(api, { email: composed.normalize('NFD') });
    const json = { email: composed, password: 'another password', name: 'B' };

    expect(await bodyOf(await api.fetch('/auth/register', { json }))).toMatchObject({
      error: { code: 'auth.email_taken' },
    });
  });

  it('makes one account of ten simultaneous registrations of one address', async () => {
    const json = { email: 'race@example.com', password: 'minimum8chars', name: 'A' };
    const responses = await Promise.all(
      Array.from({ length: 10 }, () => api.fetch('/auth/register', { json })),
    );

    const statuses = responses.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 400)]);
  });

  it.each([
    ['a short password', { password: 'seven77' }, 'password'],
    ['a password of 201 characters', { password: 'x'.repeat(201) }, 'password'],
    ['an address that is none', { email: 'nobody' }, 'email'],
    ['an address that only looks like another', { email: 'a\u200bb@example.com' }, 'email'],
    ['a name of spaces', { name: '   ' }, 'name'],
    ['a name with NUL', { name: 'a\u0000b' }, 'name'],
    ['a name that is a number', { name: 5 }, 'name'],
    ['an unknown field', { plan: 'pro' }, 'plan'],
  ])('refuses %s and says so', async (_, change, field) => {
    const good = { email: 'valid@example.com', password: 'minimum8chars', name: 'A' };
    const response = await api.fetch('/auth/register', { json: { ...good, ...change } });

    expect(response.status).toBe(400);
    const { error } = await bodyOf(response);
    expect(error.code).toBe('request.invalid');
    expect(Object.keys(error.details.fields)).toEqual([field]);
  });
});

describe('POST /auth/login', () => {
  it('signs in with the address in any case', async () => {
    const { email, password, sellerId } = await registerSeller(api);
    const json = { email: email.toUpperCase(), password };
    const response = await api.fetch('/auth/login', { json });

    expect(response.status).toBe(200);
    const { token, seller } = await bodyOf(response);
    expect(seller).toMatchObject({ id: sellerId, email });
    expect((await api.fetch('/auth/me', { token })).status).toBe(200);
  });

  it('answers an unknown address and a wrong password alike', async () => {
    const { email } = await registerSeller(api);
    const wrong = await api.fetch('/auth/login', { json: { email, password: 'not the password' } });
    const json = { email: 'nobody@example.com', password: 'not the password' };
    const unknown = await api.fetch('/auth/login', { json });

    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const errors = [(await bodyOf(wrong)).error, (await bodyOf(unknown)).error];
    expect(errors[0]).toEqual({ ...errors[1], requestId: errors[0].requestId });
    expect(errors[0].code).toBe('auth.invalid_credentials');
  });

  it('tells a suspended seller so, but only with the right password', async () => {
    const { email, password, sellerId } = await registerSeller(api);
    await setStatus(sellerId, 'suspended');

    const right = await api.fetch('/auth/login', { json: { email, password } });
    const wrong = await api.fetch('/auth/login', { json: { email, password: 'guessing' } });

    expect(right.status).toBe(403);
    expect(await bodyOf(right)).toMatchObject({ error: { code: 'auth.suspended' } });
    expect(wrong.status).toBe(401);
  });

  it('replaces a password hash that was made with weaker parameters', async () => {
    const { email, password, sellerId } = await registerSeller(api);
    const weak = await argon2.hash(password, { memoryCost: 4096, timeCost: 2, parallelism: 1 });
    const query = 'update sellers set password_hash = $2 where id = $1';
    await database.dataSource.query(query, [sellerId, weak]);

    const first = await api.fetch('/auth/login', { json: { email, password } });
    const [row] = await database.dataSource.query(
      'select password_hash from sellers where id = $1',
      [sellerId],
    );

    expect(first.status).toBe(200);
    expect(row.password_hash).toContain('m=19456,');
    const second = await api.fetch('/auth/login', { json: { email, password } });
    expect(second.status).toBe(200);
  });
});

describe('GET /auth/me', () => {
  it('answers the account with its status', async () => {
    const { token, sellerId, email } = await registerSeller(api, { name: 'Ana' });
    const response = await api.fetch('/auth/me', { token });

    expect(response.status).toBe(200);
    expect(await bodyOf(response)).toEqual({
      seller: {
        id: sellerId,
        email,
        name: 'Ana',
        plan: 'free',
        status: 'active',
        emailVerified: false,
        totpEnabled: false,
        createdAt: expect.any(String),
      },
    });
  });

  it.each([
    [undefined, 'auth.not_signed_in'],
    ['nonsense', 'auth.invalid_token'],
    ['a.b.c', 'auth.invalid_token'],
  ])('refuses the token %s', async (token, code) => {
    const response = await api.fetch('/auth/me', token === undefined ? {} : { token });

    expect(response.status).toBe(401);
    expect(await bodyOf(response)).toMatchObject({ error: { code } });
  });
});

describe('the end of access', () => {
  it('comes at once in the process of the logout and within a second in others', async () => {
    const { token, cookie } = await registerSeller(api);
    expect((await otherProcess.fetch('/auth/me', { token })).status).toBe(200);

    const logout = await api.fetch('/auth/logout', { method: 'POST', token });
    expect(await bodyOf(logout)).toEqual({ success: true });
    expect(logout.headers.getSetCookie()[0]).toMatch(/^ifa_session=;.*Expires=Thu, 01 Jan 1970/);

    const here = await api.fetch('/auth/me', { token });
    expect(here.status).toBe(401);
    expect(await bodyOf(here)).toMatchObject({ error: { code: 'auth.session_ended' } });
    await sleep(END_OF_ACCESS_MS);
    expect((await otherProcess.fetch('/auth/me', { token })).status).toBe(401);
    expect((await otherProcess.fetch('/auth/me', { headers: { cookie } })).status).toBe(401);
  });

  it('leaves the other sessions of the seller alone', async () => {
    const { token, email, password } = await registerSeller(api);
    const login = await bodyOf(await api.fetch('/auth/login', { json: { email, password } }));

    await api.fetch('/auth/logout', { method: 'POST', token });

    expect((await api.fetch('/auth/me', { token: login.token })).status).toBe(200);
  });

  it('comes within a second of a suspension', async () => {
    const { token, sellerId } = await registerSeller(api);
    expect((await api.fetch('/auth/me', { token })).status).toBe(200);

    await setStatus(sellerId, 'suspended');
    await sleep(END_OF_ACCESS_MS);

    const response = await api.fetch('/auth/me', { token });
    expect(response.status).toBe(403);
    expect(await bodyOf(response)).toMatchObject({ error: { code: 'auth.suspended' } });
  });

  it('comes when the session row expires, though the token would still be good', async () => {
    const { token, sellerId } = await registerSeller(api);
    const query = `update auth_sessions set expires_at = now() where seller_id = $1`;
    await database.dataSource.query(query, [sellerId]);

    expect((await api.fetch('/auth/me', { token })).status).toBe(401);
  });

  it('does not let a token of one seller use the session of another', async () => {
    const [one, two] = [await registerSeller(api), await registerSeller(api)];
    const query = `update auth_sessions set seller_id = $1 where seller_id = $2`;
    await database.dataSource.query(query, [two.sellerId, one.sellerId]);

    expect((await api.fetch('/auth/me', { token: one.token })).status).toBe(401);
  });
});
