import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fetchJson, HttpClient, HttpFailure } from './index.js';

let client: HttpClient;
let server: Server | null = null;

beforeEach(() => {
  client = new HttpClient();
});
afterEach(async () => {
  await client.close();
  server?.closeAllConnections();
  server?.close();
  server = null;
});

function portOf(listening: { address(): unknown }): number {
  return z.object({ port: z.number() }).parse(listening.address()).port;
}

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${portOf(server)}`;
}

async function failureOf(work: Promise<unknown>): Promise<HttpFailure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof HttpFailure) return error;
  throw new Error(`expected an HttpFailure, got ${String(error)}`);
}

describe('HttpClient', () => {
  it('brings status, headers and text of any answer', async () => {
    const url = await serve((request, response) => {
      response.writeHead(418, { 'X-Limit': ['1', '2'] });
      request.pipe(response);
    });
    const answer = await client.send({ method: 'POST', url: `${url}/a?b=c`, body: 'hällo' });
    expect(answer).toMatchObject({ status: 418, ok: false, text: 'hällo' });
    expect(answer.headers['x-limit']).toBe('1, 2');
  });

  it('hands a redirect back instead of following it', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: 'http://127.0.0.2/' }).end();
    });
    expect(await client.send({ url })).toMatchObject({ status: 302 });
    expect(requests).toBe(1);
  });

  it('says that nothing was sent when nobody listens', async () => {
    const url = await serve(() => {});
    server?.close();
    const failure = await failureOf(client.send({ url: `${url}/secret-path` }));
    expect(failure).toMatchObject({
      reason: 'connect',
      mayHaveBeenReceived: false,
      kind: 'unavailable',
    });
    expect(failure.message).not.toContain('secret-path');
  });

  it('says that it may have been received when the connection breaks', async () => {
    const url = await serve((request) => request.socket.destroy());
    expect(await failureOf(client.send({ url }))).toMatchObject({
      reason: 'reset',
      mayHaveBeenReceived: true,
    });
  });

  it('ends at the deadline, before the headers and in the middle of a body', async () => {
    const silent = await serve(() => {});
    expect(await failureOf(client.send({ url: silent, timeoutMs: 60 }))).toMatchObject({
      reason: 'timeout',
    });
    server?.closeAllConnections();
    server?.close();
    const slow = await serve((_request, response) => response.write('part'));
    expect(await failureOf(client.send({ url: slow, timeoutMs: 60 }))).toMatchObject({
      reason: 'timeout',
    });
  });

  it('ends when its caller gives up', async () => {
    const url = await serve(() => {});
    const controller = new AbortController();
    const failure = failureOf(client.send({ url, signal: controller.signal }));
    controller.abort();
    expect((await failure).reason).toBe('aborted');
  });

  it('stops reading an answer that is too large', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(100_000)));
    expect((await failureOf(client.send({ url, maxBodyBytes: 99_999 }))).reason).toBe('too_large');
    expect((await client.send({ url, maxBodyBytes: 100_000 })).bytes).toHaveLength(100_000);
  });

  it('takes garbage on the wire for a broken connection', async () => {
    const raw = createSocketServer((socket) => socket.end('not http at all\r\n\r\n')).listen(
      0,
      '127.0.0.1',
    );
    await once(raw, 'listening');
    expect((await failureOf(client.send({ url: `http://127.0.0.1:${portOf(raw)}` }))).reason).toBe(
      'reset',
    );
    raw.close();
  });
});

describe('fetchJson', () => {
  const schema = z.object({ echo: z.unknown() });

  it('writes and reads JSON', async () => {
    const url = await serve((request, response) => {
      request.setEncoding('utf8').once('data', (text: string) => {
        response.end(
          JSON.stringify({ echo: JSON.parse(text), type: request.headers['content-type'] }),
        );
      });
    });
    expect(await fetchJson(client, schema, { method: 'POST', url, json: { a: 1 } })).toEqual({
      echo: { a: 1 },
    });
  });

  it('refuses other statuses and other forms without showing the body', async () => {
    const url = await serve((request, response) => {
      response.writeHead(request.url === '/status' ? 503 : 200).end('token=hunter2');
    });
    await expect(fetchJson(client, schema, { url: `${url}/status` })).rejects.toMatchObject({
      kind: 'upstream',
      code: 'http.status',
      details: { status: 503 },
    });
    const bad = await fetchJson(client, schema, { url }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(bad).toMatchObject({ kind: 'upstream', code: 'http.bad_answer' });
    expect(JSON.stringify(bad)).not.toContain('hunter2');
  });
});
