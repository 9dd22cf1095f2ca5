/** An administrator who is signed in, as the command and the sign-in page would make one. */
import { generateSync } from 'otplib';
import { DataSource } from 'typeorm';
import { makeAdmin } from '#features/auth';
import { bodyOf, type TestApi, type TestRequest } from './apps/api-app.js';

/** Speaks with the cookie of an administrator. */
export interface TestAdmin {
  email: string;
  password: string;
  /** Of the authenticator app. */
  secret: string;
  recoveryCodes: string[];
  /** The code of the first sign-in, used up. */
  firstCode: string;
  cookie: string;
  fetch(path: string, init?: TestRequest): Promise<Response>;
}

let admins = 0;

/** The code of now, or of the step after. */
export function codeOf(secret: string, steps = 0): string {
  return generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });
}

/** Makes one and signs in for the first time. */
export async function signInAdmin(api: TestApi): Promise<TestAdmin> {
  admins += 1;
  const email = `admin${admins}@example.com`;
  const password = 'correct horse battery';
  await makeAdmin(api.app.get(DataSource, { strict: false }), email, password);
  const first = await bodyOf(await api.fetch('/admin/login', { json: { email, password } }));
  const { secret } = first.error.details;
  const firstCode = codeOf(secret);
  const json = { email, password, totp: firstCode };
  const response = await api.fetch('/admin/login', { json });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { recoveryCodes } = await bodyOf(response);
  return {
    email,
    password,
    secret,
    recoveryCodes,
    firstCode,
    cookie,
    fetch: (path, init = {}) =>
      api.fetch(path, { ...init, headers: { cookie, origin: api.url, ...init.headers } }),
  };
}
