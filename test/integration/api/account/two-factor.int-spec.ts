import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  const env = { RATE_LIMIT_AUTH_PER_MINUTE: '1000' };
  api = await startTestApi({ databaseUrl: database.url, redisUrl: testRedisUrl(), env });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

/** The code of this step, or of the next, which is taken too: so a test has two, however the steps fall. */
function codeOf(secret: string, steps = 0): string {
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });
}

async function withTotp() {
  const seller = await registerSeller(api);
  const { token } = seller;
  const started = await bodyOf(await api.fetch('/auth/totp/start', { method: 'POST', token }));
  const firstCode = codeOf(started.secret);
  const confirmed = await api.fetch('/auth/totp/confirm', { token, json: { code: firstCode } });
  const { recoveryCodes } = await bodyOf(confirmed);
  const login = (totp?: string) => {
    const { email, password } = seller;
    return api.fetch('/auth/login', {
      json: { email, password, ...(totp !== undefined && { totp }) },
    });
  };
  return { ...seller, secret: started.secret, started, firstCode, recoveryCodes, login };
}

const errorOf = async (response: Response) => {
  const { error } = await bodyOf(response);
  return `${response.status} ${error.code}`;
};

describe('two-factor sign-in', () => {
  it('is set up with an app: picture, code, recovery codes; and the secret is sealed', async () => {
    const { token, sellerId, started, recoveryCodes } = await withTotp();

    expect(started.uri).toMatch(/^otpauth:\/\/totp\/.*secret=/);
    expect(started.qrSvg).toContain('<svg');
    expect(recoveryCodes).toHaveLength(10);
    const me = await bodyOf(await api.fetch('/auth/me', { token }));
    expect(me.seller.totpEnabled).toBe(true);
    const [stored] = await database.dataSource.query('select * from sellers where id = $1', [
      sellerId,
    ]);
    expect(JSON.stringify(stored)).not.toContain(started.secret);
    for (const code of recoveryCodes) expect(JSON.stringify(stored)).not.toContain(code);
  });

  it('asks for the code after the password, and takes each code once', async () => {
    const { secret, firstCode, login, email } = await withTotp();

    expect(await errorOf(await login())).toBe('401 totp_required');
    expect(await errorOf(await login('000000'))).toBe('401 auth.invalid_totp');
    const wrong = await api.fetch('/auth/login', {
      json: { email, password: 'guess', totp: codeOf(secret) },
    });
    expect(await errorOf(wrong)).toBe('401 auth.invalid_credentials');

    const code = codeOf(secret, 1);
    const both = await Promise.all([login(code), login(code)]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401]);
    expect(await errorOf(await login(code))).toBe('401 auth.invalid_totp');
    // The code that turned it on is used up too.
    expect(await errorOf(await login(firstCode))).toBe('401 auth.invalid_totp');
  });

  it('takes a recovery code in its place, once', async () => {
    const { recoveryCodes, login } = await withTotp();
    const [code] = recoveryCodes;

    expect((await login(code.toUpperCase().replaceAll('-', ' '))).status).toBe(200);
    expect(await errorOf(await login(code))).toBe('401 auth.invalid_totp');
    expect((await login(recoveryCodes[1])).status).toBe(200);
  });

  it('is not in force before its first code was right', async () => {
    const { token, email, password } = await registerSeller(api);
    const start = () => api.fetch('/auth/totp/start', { method: 'POST', token });
    const first = await bodyOf(await start());
    expect((await bodyOf(await start())).secret).toBe(first.secret);

    const confirmed = await api.fetch('/auth/totp/confirm', { token, json: { code: '000000' } });
    expect(await errorOf(confirmed)).toBe('401 auth.invalid_totp');
    expect((await api.fetch('/auth/login', { json: { email, password } })).status).toBe(200);
  });

  it('cannot be set up anew by whoever has the session, and goes off with password and code', async () => {
    const { token, password, secret, login } = await withTotp();
    const start = await api.fetch('/auth/totp/start', { method: 'POST', token });
    expect(await errorOf(start)).toBe('409 auth.totp_already_on');
    const disable = (json: unknown) => api.fetch('/auth/totp/disable', { token, json });

    expect(await errorOf(await disable({ password: 'guess', code: codeOf(secret) }))).toBe(
      '403 auth.wrong_password',
    );
    expect(await errorOf(await disable({ password, code: '000000' }))).toBe(
      '401 auth.invalid_totp',
    );
    expect((await disable({ password, code: codeOf(secret, 1) })).status).toBe(200);
    expect((await login()).status).toBe(200);
  });
});
