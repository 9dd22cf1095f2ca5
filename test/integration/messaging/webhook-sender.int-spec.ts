import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { parseEnvironment, type AppConfig } from '#platform/config';
import { testEnv } from '../../support/apps/env.js';
import { WebhookSenderService } from '#features/messaging';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

function configOf(nodeEnv: string): AppConfig {
  const config = parseEnvironment(
    testEnv({ databaseUrl: 'postgres://x/y', redisUrl: 'redis://x' }),
  );
  return Object.create(config, { nodeEnv: { value: nodeEnv } }) as AppConfig;
}

it('calls no name that leads into our own network, in production', async () => {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  const target = { url: `http://localhost:${port}/`, secrets: [SECRET], id: 'out_1' };

  const inProduction = await new WebhookSenderService(configOf('production')).post(target, {});
  expect(inProduction).toMatchObject({ status: 'retry', reason: 'unreachable' });
  expect(calls).toBe(0);
  // The same name is called where that is allowed: it was the guard that refused it.
  expect(await new WebhookSenderService(configOf('test')).post(target, {})).toMatchObject({
    status: 'sent',
  });
  await new Promise((done) => server.close(done));
});

it('follows no redirect, wherever it leads', async () => {
  let reached = 0;
  const inside = createServer((_request, response) => {
    reached += 1;
    response.end();
  });
  const outside = createServer((_request, response) => {
    const { port } = inside.address() as AddressInfo;
    response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end();
  });
  for (const server of [inside, outside]) {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  }
  const url = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
  const sender = new WebhookSenderService(configOf('test'));
  expect(await sender.post({ url, secrets: [SECRET], id: 'out_1' }, {})).toMatchObject({
    status: 'retry',
    reason: 'status_307',
  });
  expect(reached).toBe(0);
  for (const server of [inside, outside]) await new Promise((done) => server.close(done));
});

it('calls no private address, and nothing that is not http', async () => {
  const sender = new WebhookSenderService(configOf('production'));
  for (const url of [
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:a00:1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://[fe80::1]/',
    'http://169.254.169.254/latest/meta-data/',
    'gopher://8.8.8.8/',
    'file:///etc/passwd',
  ]) {
    expect(await sender.post({ url, secrets: [SECRET], id: 'out_1' }, {}), url).toEqual({
      status: 'failed',
      reason: 'address_not_public',
    });
  }
});
