import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { choosePorts } from '../../scripts/lib/run/app-ports.mjs';
import { nextFreePort } from '../../scripts/lib/run/ports.mjs';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function takePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

it('names the variable when a port that was asked for is taken', async () => {
  const port = String(await takePort());
  await expect(choosePorts({ PORT: port }, true)).rejects.toThrow(`PORT: ${port} is taken`);
  await expect(choosePorts({ STANDINS_PORT: port }, true)).rejects.toThrow('STANDINS_PORT: ');
});

it('names the variable when it is no port', async () => {
  await expect(choosePorts({ PORT: 'eighty' }, true)).rejects.toThrow('PORT: must be a port');
});

it('goes to the next port when nobody asked for one', async () => {
  const taken = await takePort();
  expect(await nextFreePort(taken)).toBeGreaterThan(taken);
});

it('never gives the same port to two', async () => {
  const port = await takePort();
  const one = await nextFreePort(port);
  expect(await nextFreePort(port, [one])).not.toBe(one);
});
