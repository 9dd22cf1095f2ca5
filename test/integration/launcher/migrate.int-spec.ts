/** `npm run migrate` against a server that is not there yet, or does not let it. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, inject, it, onTestFinished } from 'vitest';
import { databaseUrl, withAdmin } from '../../support/servers/database-admin.js';
import { freePort } from '../../support/servers/ports.js';

const MIGRATE = fileURLToPath(new URL('../../../scripts/migrate.mjs', import.meta.url));

async function emptyDatabase(): Promise<{ name: string; url: string }> {
  const { adminUrl } = inject('services');
  const name = `ifa_empty_${randomBytes(6).toString('hex')}`;
  await withAdmin(adminUrl, (client) => client.query(`create database ${name}`));
  onTestFinished(async () => {
    await withAdmin(adminUrl, (client) => client.query(`drop database ${name} with (force)`));
  });
  return { name, url: databaseUrl(adminUrl, name) };
}

async function migrate(url: string): Promise<{ code: unknown; output: string; problem: string }> {
  const child = spawn(process.execPath, [MIGRATE, '--no-install'], {
    env: { PATH: process.env['PATH'], DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, problem, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, output, problem };
}

/** As a container's proxy is: it takes connections and drops the first few, whose server is not up. */
async function proxyBefore(url: string, drops: number): Promise<string> {
  const target = new URL(url);
  const front = new URL(url);
  let left = drops;
  const server = createServer((near) => {
    near.on('error', () => undefined);
    left -= 1;
    if (left >= 0) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    far.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  front.port = String(port);
  return front.href;
}

it('waits for a server whose connections are dropped until it is up', async () => {
  const { url } = await emptyDatabase();
  const { code, output, problem } = await migrate(await proxyBefore(url, 2));
  expect({ code, problem }).toEqual({ code: 0, problem: '' });
  expect(output).toContain('CreateSchema');
});

it('says in one line that a server takes no writes', async () => {
  const { name, url } = await emptyDatabase();
  await withAdmin(inject('services').adminUrl, (client) =>
    client.query(`alter database ${name} set default_transaction_read_only = on`),
  );
  const { code, problem } = await migrate(url);
  expect(code).toBe(1);
  expect(problem).toMatch(/^x DATABASE_URL: \S+ could not be migrated: cannot execute .*\.\n$/);
});
