import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isId } from '#platform/ids';
import {
  bodyOf,
  startTestApi,
  type TestApi,
  type TestRequest,
} from '../../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testRedisUrl } from '../../../support/servers/redis.js';
import { ProbeModule } from './probe.module.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({
    databaseUrl: database.url,
    redisUrl: testRedisUrl(),
    env: { LOG_LEVEL: 'silent' },
    modules: [ProbeModule],
  });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

const json = { 'content-type': 'application/json' };

describe('errors', () => {
  it.each<[string, string, TestRequest, number, string]>([
    ['an unknown address', '/nowhere', {}, 404, 'request.not_found'],
    ['an unknown address below a known one', '/auth/nowhere', {}, 404, 'request.not_found'],
    ['a wrong method', '/auth/login', {}, 405, 'request.method_not_allowed'],
    [
      'JSON that is none',
      '/auth/login',
      { body: '{"a":', headers: json },
      400,
      'request.malformed',
    ],
    [
      'a poisoned prototype',
      '/auth/login',
      { body: '{"__proto__":{}}', headers: json },
      400,
      'request.malformed',
    ],
    ['no body', '/auth/login', { method: 'POST', headers: json }, 400, 'request.invalid'],
    [
      'a form',
      '/auth/login',
      { body: 'email=a', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'request.unsupported_type',
    ],
    ['plain text', '/auth/login', { body: 'x' }, 415, 'request.unsupported_type'],
    [
      'a large body',
      '/auth/login',
      { json: { email: 'x'.repeat(300_000) } },
      413,
      'request.too_large',
    ],
    [
      'text that cannot be stored',
      '/probe/store',
      { json: { text: 'a\u0000' } },
      400,
      'request.unstorable_text',
    ],
    [
      'half a character',
      '/auth/register',
      { body: '{"email":"a\\ud800@example.com","password":"12345678","name":"x"}', headers: json },
      400,
      'request.unstorable_text',
    ],
    [
      'nothing but brackets',
      '/messaging/telegram/webhook/chn_x',
      { body: '['.repeat(50_000) + ']'.repeat(50_000), headers: json },
      400,
      'request.malformed',
    ],
    [
      'thousands of values',
      '/messaging/webhook',
      { json: { sender: Array.from({ length: 20_000 }, () => ({})) } },
      400,
      'request.malformed',
    ],
    [
      'a list in the place of an object',
      '/messaging/webhook',
      { json: { platform: 'webhook', platformId: 'x', message: 'x', sender: [{ id: 'x' }] } },
      400,
      'request.invalid',
    ],
    [
      'a webhook-id that fits no index',
      '/messaging/webhook',
      {
        json: { platform: 'webhook', platformId: 'x', message: 'x', sender: { id: 'x' } },
        headers: { 'webhook-id': 'x'.repeat(201) },
      },
      400,
      'request.bad_webhook_id',
    ],
    ['a crash', '/probe/crash', {}, 500, 'internal.unexpected'],
  ])('have one shape: %s', async (_, path, request, status, code) => {
    const response = await api.fetch(path, request);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const body = await bodyOf(response);
    expect(Object.keys(body)).toEqual(['error']);
    expect(body.error).toMatchObject({ code, message: expect.any(String) });
    expect(body.error.requestId).toBe(response.headers.get('x-request-id'));
    expect(JSON.stringify(body)).not.toContain('secret of the crash');
  });

  it('have it for an address that cannot be decoded, too', async () => {
    const { status, body } = await rawGet('/auth/%zz');

    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'request.malformed' } });
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'request.malformed'],
    [
      'headers beyond all measure',
      `GET /health HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'request.malformed',
    ],
  ])('have it for %s, too', async (_what, bytes, status, code) => {
    const [head = '', body = ''] = (await rawExchange(bytes)).split('\r\n\r\n');

    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    const { error } = JSON.parse(body);
    expect(error).toMatchObject({ code, message: expect.any(String) });
    expect(head).toContain(`x-request-id: ${error.requestId}`);
  });

  it('name the methods that an address answers to', async () => {
    const response = await api.fetch('/auth/login', { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('POST');
  });
});

describe('every answer', () => {
  it('carries the id of its request: the given one, or a new one', async () => {
    const given = await api.fetch('/health/live', { headers: { 'x-request-id': 'trace-0001' } });
    const fresh = await api.fetch('/health/live', { headers: { 'x-request-id': 'bad id' } });

    expect(given.headers.get('x-request-id')).toBe('trace-0001');
    expect(isId('req', fresh.headers.get('x-request-id'))).toBe(true);
  });

  it.each(['/health/live', '/nowhere', '/probe/crash', '/app', '/docs'])(
    'forbids scripts of strangers, frames and guessing of types: %s',
    async (path) => {
      const { headers } = await api.fetch(path);
      const policy = headers.get('content-security-policy') ?? '';

      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('of the API is not kept by caches', async () => {
    expect((await api.fetch('/auth/me')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('bodies', () => {
  it('are handed to signature checks byte by byte', async () => {
    const body = '{ "b": 1,\n "a": "\\u00e9é" }';
    const response = await api.fetch('/probe/raw', { body, headers: json });
    expect(await bodyOf(response)).toEqual({ raw: body });
  });
});

/** What the server says to these bytes until it hangs up. */
async function rawExchange(bytes: string): Promise<string> {
  const { hostname, port } = new URL(api.url);
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    // It may reset the connection while we still write.
    socket.on('error', () => undefined).on('close', () => resolve(said));
  });
}

/** fetch() repairs bad addresses; this does not. */
async function rawGet(path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.url);
    const request = httpRequest({ hostname, port, path }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject).end();
  });
}
