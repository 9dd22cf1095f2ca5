import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import net from 'node:net';
import { expect, it } from 'vitest';
import { takeRefused } from './loopback-only.js';
import { freePort } from './servers/ports.js';

it('refuses a connection beyond loopback and remembers it', async () => {
  const socket = net.connect(443, '192.0.2.1');
  const [error] = await once(socket, 'error').then(
    (args) => args,
    (thrown: unknown) => [thrown],
  );
  expect(String(error)).toContain('tests never leave the machine');
  expect(takeRefused()).toEqual(['192.0.2.1']);
});

it('refuses fetch and name look-ups beyond loopback', async () => {
  await expect(fetch('http://example.com/')).rejects.toThrow();
  await expect(lookup('example.com')).rejects.toThrow('tests never leave the machine');
  expect(takeRefused()).toContain('example.com');
});

it('lets loopback through', async () => {
  const port = await freePort();
  const server = net.createServer((socket) => socket.end('hello')).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect({ port, host: 'localhost' });
  const [data] = await once(socket, 'data');
  expect(String(data)).toBe('hello');
  server.close();
});
