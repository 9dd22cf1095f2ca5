import { mkdtemp, rm } from 'node:fs/promises';
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelGateway, type ModelGatewayOptions } from './model-gateway.js';
import type { ModelUsage } from './model-usage.js';

const BODY = JSON.stringify({ messages: [{ role: 'user', content: 'hi' }] });
const MIB = 1024 * 1024;

let folder: string;
let upstream: Server;
let handle: (request: IncomingMessage, response: ServerResponse) => void;
let dispatcher: Agent;
let gateway: ModelGateway;
let usage: ModelUsage[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-spec-'));
  upstream = createServer((incoming, response) => {
    incoming.resume().on('end', () => handle(incoming, response));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  dispatcher = new Agent();
  usage = [];
});
afterEach(async () => {
  await gateway.close();
  await dispatcher.destroy();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  await rm(folder, { recursive: true });
});

async function start(options: Partial<ModelGatewayOptions> = {}): Promise<void> {
  const address = upstream.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  gateway = new ModelGateway({
    socketPath: join(folder, 'gw.sock'),
    credentials: { apiKey: 'sk-real', baseUrl: `http://127.0.0.1:${port}/compatible/` },
    model: 'claude-sonnet-5-5',
    maxOutputTokens: 100,
    toolNames: [],
    dispatcher,
    requestBytes: 1000,
    modelTimeoutMs: 2000,
    streamIdleMs: 2000,
    requestsPerTurn: 2,
    onUsage: (one) => usage.push(one),
    ...options,
  });
  await gateway.listen();
  gateway.beginTurn();
}

function call(body = BODY, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      socketPath: join(folder, 'gw.sock'),
      method: 'POST',
      path: '/v1/messages',
      headers,
    };
    request(options, resolve).on('error', reject).end(body);
  });
}

async function statusOf(answer: Promise<IncomingMessage>): Promise<number | undefined> {
  const response = await answer;
  response.resume();
  return response.statusCode;
}

describe('the gateway', () => {
  it('keeps the path of the base URL and lets no credential of the caller through', async () => {
    const seen: IncomingMessage[] = [];
    handle = (incoming, response) => {
      seen.push(incoming);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"type":"message","usage":{"input_tokens":5,"output_tokens":6}}');
    };
    await start();
    const smuggled = { authorization: 'Bearer own', cookie: 'a=b', 'x-api-key': 'own' };
    expect(await statusOf(call(BODY, smuggled))).toBe(200);
    expect(seen[0]?.url).toBe('/compatible/v1/messages?beta=true');
    expect(seen[0]?.headers).toMatchObject({ 'x-api-key': 'sk-real' });
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
    expect(seen[0]?.headers).not.toHaveProperty('cookie');
    expect(usage).toMatchObject([
      { phase: 'stop', inputTokens: 5, outputTokens: 6, costMicros: 70 },
    ]);
  });

  it('answers only as many requests as a turn may make, and none after it', async () => {
    handle = (_incoming, response) => void response.end('{}');
    await start();
    expect(await statusOf(call())).toBe(200);
    expect(await statusOf(call())).toBe(200);
    expect(await statusOf(call())).toBe(403);
    gateway.beginTurn();
    expect(await statusOf(call())).toBe(200);
    gateway.endTurn();
    expect(await statusOf(call())).toBe(403);
  });

  it('refuses a body over its limit', async () => {
    await start();
    expect(await statusOf(call('x'.repeat(5000)))).toBe(413);
  });

  it('reads no faster from the model than the process reads from it', async () => {
    let sent = 0;
    handle = (_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const pour = (): void => {
        while (sent < 200 * MIB) {
          sent += MIB;
          if (!response.write(`data: ${'x'.repeat(MIB)}\n\n`)) {
            response.once('drain', pour);
            return;
          }
        }
        response.end();
      };
      pour();
    };
    await start();
    const answer = await call();
    answer.pause();
    await sleep(300);
    expect(sent).toBeLessThan(100 * MIB);
    answer.destroy();
  });

  it('lets go of the model when the process goes away', async () => {
    let closed: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    handle = (_incoming, response) => {
      response.once('close', () => closed?.());
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {}\n\n');
    };
    await start();
    (await call()).destroy();
    await gone;
  });

  it('meters what it saw of an answer that breaks off', async () => {
    handle = (_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const start = { type: 'message_start', message: { usage: { input_tokens: 9 } } };
      response.write(`data: ${JSON.stringify(start)}\n\n`, () => response.destroy());
    };
    await start();
    const answer = await call();
    answer.on('error', () => undefined).resume();
    await vi.waitFor(() => expect(gateway.lastFailure).toEqual({ kind: 'unreachable' }));
    expect(usage).toMatchObject([
      { phase: 'start', inputTokens: 9 },
      { phase: 'stop', inputTokens: 9, complete: false },
    ]);
  });

  it('goes on when the bookkeeping of its owner throws', async () => {
    handle = (_incoming, response) => void response.end('{}');
    await start({
      onUsage: () => {
        throw new Error('database away');
      },
    });
    expect(await statusOf(call())).toBe(200);
  });
});
