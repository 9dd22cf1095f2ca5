/** A start that is killed, at whatever moment of its apps' lives, leaves none of them behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { endLeftOverApps } from '../../../scripts/lib/run/supervisor.mjs';
import { isAlive } from '../../../scripts/lib/run/processes.mjs';
import { testEnv } from '../../support/apps/env.js';
import { eventually } from '../../support/eventually.js';
import { tempFolder } from '../../support/temp-folder.js';

const PARENT = pathOf('./doomed-parent.ts');
const BOOTING_APP = pathOf('./booting-app.ts');
const STANDINS = pathOf('../../../libs/standins/src/main.ts');
const records = z.object({ app: z.object({ pid: z.number(), startedAt: z.string() }) });

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

/** Kills the parent once `isTime`. @returns what is known of the app it had started */
async function appOfKilledParent(
  file: string,
  extra: NodeJS.ProcessEnv,
  dataDir: string,
  isTime: () => boolean,
) {
  await mkdir(join(dataDir, 'logs'));
  await mkdir(join(dataDir, 'run'));
  // Nobody asks them anything before the moment.
  const servers = { databaseUrl: 'postgresql://127.0.0.1:9/none', redisUrl: 'redis://127.0.0.1:9' };
  const env = testEnv({ ...servers, dataDir, env: extra });
  const args = ['--conditions=source', '--import', 'tsx', PARENT, file, dataDir];
  const parent = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: 'inherit',
  });
  onTestFinished(async () => {
    parent.kill('SIGKILL');
    await endLeftOverApps(dataDir);
  });
  const list = join(dataDir, 'run', 'apps.json');
  await eventually('the app is started', () => existsSync(list));
  const { app } = records.parse(JSON.parse(await readFile(list, 'utf8')));
  await eventually('the moment', isTime);
  expect(isAlive(app)).toBe(true);
  const gone = once(parent, 'exit');
  parent.kill('SIGKILL');
  await gone;
  return app;
}

it.each(['reading', 'creating', 'beginning', 'working'])(
  'no app outlives a parent that is killed while it is %s',
  async (moment) => {
    const dataDir = tempFolder();
    const extra = { MOMENT: moment, MOMENT_DIR: dataDir };
    const isThere = (): boolean => existsSync(join(dataDir, moment));
    const app = await appOfKilledParent(BOOTING_APP, extra, dataDir, isThere);
    await eventually('its end', () => !isAlive(app));
  },
);

it('nor do the stand-ins, killed with it the moment they are started', async () => {
  const app = await appOfKilledParent(STANDINS, { STANDINS_PORT: '0' }, tempFolder(), () => true);
  await eventually('their end', () => !isAlive(app));
});
