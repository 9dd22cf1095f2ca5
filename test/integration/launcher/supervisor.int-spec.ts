/** The supervisor of npm start, where the machine refuses it something. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { App } from '../../../scripts/lib/run/supervisor.mjs';
import { tempFolder } from '../../support/temp-folder.js';

it('runs an app though it cannot write down that it does', async () => {
  const dataDir = tempFolder();
  mkdirSync(join(dataDir, 'logs'));
  const file = join(dataDir, 'app.mjs');
  writeFileSync(file, `process.send({ type: 'ready' }); setInterval(() => undefined, 1_000);`);
  // The folder `run` is missing, which fails as a full disk does.
  const app = new App({ name: 'app', file, env: {}, dataDir });
  await expect(app.start()).resolves.toBeUndefined();
  await app.stop();
});
