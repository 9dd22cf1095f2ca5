import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BODY, GatewayScene, statusOf } from './gateway-scene.factory.js';

const MIB = 1024 * 1024;

let scene: GatewayScene;

beforeEach(async () => {
  scene = await GatewayScene.open();
});
afterEach(async () => {
  await scene.close();
});

describe('the gateway', () => {
  it('keeps the path of the base URL and lets no credential of the caller through', async () => {
    const seen: IncomingMessage[] = [];
    scene.handle = (incoming, response) => {
      seen.push(incoming);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"type":"message","usage":{"input_tokens":5,"output_tokens":6}}');
    };
    await scene.start();
    const smuggled = { authorization: 'Bearer own', cookie: 'a=b', 'x-api-key': 'own' };
    expect(await statusOf(scene.call(BODY, smuggled))).toBe(200);
    expect(seen[0]?.url).toBe('/compatible/v1/messages?beta=true');
    expect(seen[0]?.headers).toMatchObject({ 'x-api-key': 'sk-real' });
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
    expect(seen[0]?.headers).not.toHaveProperty('cookie');
    expect(scene.usage).toMatchObject([
      { phase: 'stop', inputTokens: 5, outputTokens: 6, costMicros: 70 },
    ]);
  });

  it('answers only as many requests as a turn may make, and none after it', async () => {
    scene.handle = (_incoming, response) => void response.end('{}');
    await scene.start();
    expect(await statusOf(scene.call())).toBe(200);
    expect(await statusOf(scene.call())).toBe(200);
    expect(await statusOf(scene.call())).toBe(403);
    scene.gateway.beginTurn();
    expect(await statusOf(scene.call())).toBe(200);
    scene.gateway.endTurn();
    expect(await statusOf(scene.call())).toBe(403);
  });

  it('refuses a body over its limit', async () => {
    await scene.start();
    expect(await statusOf(scene.call('x'.repeat(5000)))).toBe(413);
  });

  it('reads no faster from the model than the process reads from it', async () => {
    let sent = 0;
    scene.handle = (_incoming, response) => {
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
    await scene.start();
    const answer = await scene.call();
    answer.pause();
    await sleep(300);
    expect(sent).toBeLessThan(100 * MIB);
    answer.destroy();
  });

  it('lets go of the model when the process goes away', async () => {
    let closed: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => (closed = resolve));
    scene.handle = (_incoming, response) => {
      response.once('close', () => closed?.());
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {}\n\n');
    };
    await scene.start();
    (await scene.call()).destroy();
    await gone;
  });

  it('meters what it saw of an answer that breaks off', async () => {
    scene.handle = (_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const start = { type: 'message_start', message: { usage: { input_tokens: 9 } } };
      response.write(`data: ${JSON.stringify(start)}\n\n`, () => response.destroy());
    };
    await scene.start();
    const answer = await scene.call();
    answer.on('error', () => undefined).resume();
    await expect.poll(() => scene.gateway.lastFailure).toEqual({ kind: 'unreachable' });
    expect(scene.usage).toMatchObject([
      { phase: 'start', inputTokens: 9 },
      { phase: 'stop', inputTokens: 9, complete: false },
    ]);
  });

  it('goes on when the bookkeeping of its owner throws', async () => {
    scene.handle = (_incoming, response) => void response.end('{}');
    await scene.start({
      onUsage: () => {
        throw new Error('database away');
      },
    });
    expect(await statusOf(scene.call())).toBe(200);
  });
});
