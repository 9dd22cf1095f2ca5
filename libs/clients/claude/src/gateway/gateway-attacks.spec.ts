/** What a process that was taken over may try on the socket: smuggling, holding back, flooding, hanging up. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BODY, GatewayScene, statusOf } from './gateway-scene.factory.js';

let scene: GatewayScene;

beforeEach(async () => {
  scene = await GatewayScene.open();
});
afterEach(async () => {
  await scene.close();
});

describe('the gateway under attack', () => {
  it('lets nothing through that a turn began and did not end in time', async () => {
    const authorized = vi.fn<() => void>();
    scene.handle = (_incoming, response) => void response.end('{}');
    await scene.start({ authorizeRequest: authorized });
    const late = scene.begin(BODY.length);
    await late.begun;
    scene.gateway.endTurn();
    late.connection.end(BODY);
    await late.closed;
    scene.gateway.beginTurn();
    expect(await statusOf(scene.call())).toBe(200);
    expect(authorized).toHaveBeenCalledTimes(1);
  });

  it('cuts off and books what is still answered when the turn ends', async () => {
    let gone: (() => void) | undefined;
    const cut = new Promise<void>((resolve) => (gone = resolve));
    scene.handle = (_incoming, response) => {
      response.once('close', () => gone?.());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const begun = { type: 'message_start', message: { usage: { input_tokens: 9 } } };
      response.write(`data: ${JSON.stringify(begun)}\n\n`);
    };
    await scene.start();
    (await scene.call()).on('error', () => undefined).resume();
    await expect.poll(() => scene.usage).toMatchObject([{ phase: 'start' }]);
    scene.gateway.endTurn();
    expect(scene.usage).toMatchObject([{ phase: 'start' }, { phase: 'stop', complete: false }]);
    await cut;
    expect(scene.gateway.lastFailure).toBeNull();
  });

  it('never calls the model down because the process hung up', async () => {
    scene.handle = (_incoming, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {}\n\n');
    };
    await scene.start();
    (await scene.call()).destroy();
    await expect.poll(() => scene.gateway.lastFailure).toMatchObject({ kind: 'refused' });
  });

  it('asks the model one thing after the other, so that a budget is asked in between', async () => {
    let inside = 0;
    let most = 0;
    scene.handle = (_incoming, response) => {
      inside += 1;
      most = Math.max(most, inside);
      setTimeout(() => {
        inside -= 1;
        response.end('{}');
      }, 30);
    };
    await scene.start({ requestsPerTurn: 6 });
    const statuses = await Promise.all(Array.from({ length: 6 }, () => statusOf(scene.call())));
    expect(statuses).toEqual(Array.from({ length: 6 }, () => 200));
    expect(most).toBe(1);
  });

  it('holds few connections, however many are opened, and tells of a flood once', async () => {
    const onFlood = vi.fn<() => void>();
    scene.handle = (_incoming, response) => void response.end('{}');
    await scene.start({ onFlood });
    const sockets = Array.from({ length: 600 }, () => scene.begin(10).connection);
    await expect.poll(() => onFlood.mock.calls.length).toBe(1);
    await expect.poll(() => sockets.filter((one) => !one.destroyed).length).toBeLessThanOrEqual(8);
    for (const socket of sockets) socket.destroy();
    expect(onFlood).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['an absolute address', 'POST http://10.0.0.1/v1/messages HTTP/1.1\r\nhost: x\r\n\r\n', '404'],
    ['a tunnel', 'CONNECT db:5432 HTTP/1.1\r\nhost: db\r\n\r\n', ''],
    [
      'an upgrade',
      'GET /v1/messages HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
      '404',
    ],
    [
      'headers without end',
      `POST /v1/messages HTTP/1.1\r\nhost: x\r\na: ${'a'.repeat(70_000)}`,
      '431',
    ],
    [
      'two lengths',
      'POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n',
      '400',
    ],
    [
      'a chunk that is no number',
      'POST /v1/messages HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      '400',
    ],
  ])('answers %s with nothing of the model', async (_what, raw, status) => {
    scene.handle = (_incoming, response) => void response.end('{"from":"the model"}');
    await scene.start();
    const answer = await scene.rawAnswer(raw);
    expect(answer).not.toContain('the model');
    expect(answer.split(' ')[1] ?? '').toBe(status);
    expect(await statusOf(scene.call())).toBe(200);
  });

  it('counts what is pipelined behind a request like any other', async () => {
    let asked = 0;
    scene.handle = (_incoming, response) => {
      asked += 1;
      response.end('{}');
    };
    await scene.start();
    const one = `POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;
    const last = one.replace('host: x', 'host: x\r\nconnection: close');
    const answers = await scene.rawAnswer(one + one + one + last);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 200',
      'HTTP/1.1 403',
      'HTTP/1.1 403',
    ]);
    expect(asked).toBe(2);
  });
});
