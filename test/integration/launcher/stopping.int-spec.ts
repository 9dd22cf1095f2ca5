/** A start that is stopped while it still fetches what the machine lacks. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
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
