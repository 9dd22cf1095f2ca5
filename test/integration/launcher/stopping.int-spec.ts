/** Ends that come at a bad moment: while a start still fetches what the machine lacks, and when an app does not get done. */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { testEnv } from '../../support/apps/env.js';
import { tempFolder } from '../../support/temp-folder.js';

const moduleUrl = (file: string): string =>
  new URL(`../../../scripts/lib/${file}`, import.meta.url).href;

it('begins no further command once it is to end', async () => {
  const folder = tempFolder();
  const log = join(folder, 'apt.log');
  // Stopped, each of its ways to a package would have been tried one after the other.
  const apt = `#!/bin/sh\necho called >> '${log}'\nexec sleep 20\n`;
  writeFileSync(join(folder, 'apt-get'), apt, { mode: 0o755 });
  writeFileSync(join(folder, 'dpkg'), '#!/bin/sh\n', { mode: 0o755 });
  const script = `
    import { existsSync } from 'node:fs';
    import { unpackDebian } from '${moduleUrl('servers/apt-unpack.mjs')}';
    import { endRunningCommands } from '${moduleUrl('run/processes.mjs')}';
    const request = { package: 'redis-server', program: 'redis', cacheDir: '${folder}', progress: () => undefined };
    const unpacking = unpackDebian(request);
    const timer = setInterval(() => {
      if (!existsSync('${log}')) return;
      clearInterval(timer);
      endRunningCommands();
    }, 20);
    process.stdout.write(JSON.stringify(await unpacking));
  `;
  const path = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { PATH: path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(JSON.parse(said)).toMatchObject({ ok: false });
  expect(readFileSync(log, 'utf8')).toBe('called\n');
});

it('says that an app which does not get done is cut off', async () => {
  const file = fileURLToPath(new URL('./booting-app.ts', import.meta.url));
  const servers = { databaseUrl: 'postgresql://127.0.0.1:9/none', redisUrl: 'redis://127.0.0.1:9' };
  const env = testEnv({ ...servers, env: { MOMENT: 'ending', PATH: process.env['PATH'] } });
  const child = fork(file, [], {
    env,
    execArgv: ['--conditions=source', '--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('it has no output');
  const said = text(child.stdout);
  await once(child, 'message');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  expect(await said).toContain('did not end within 0.5 s');
});
