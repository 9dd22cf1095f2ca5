/**
 * What the tests need of the machine beyond npm: a Redis, bubblewrap and, for browser tests, Chromium. Fetched where it
 * can be; what is missing is said, and the tests that need it skip themselves with that reason.
 */
import fs from 'node:fs';
import path from 'node:path';
import { isRoot } from './accounts.mjs';
import { findCommand } from './commands.mjs';
import { inRoot } from './paths.mjs';
import { run } from './processes.mjs';
import { redisBinary } from './redis-binaries.mjs';
import { bringBubblewrap } from './sandbox.mjs';

/** @param {string} dataDir @param {(text: string) => void} progress @returns {Promise<{ env: NodeJS.ProcessEnv, notes: string[] }>} variables for the tests */
export async function prepareMachine(dataDir, progress) {
  const redis = await redisBinary(path.join(dataDir, 'debian'), progress);
  const sandbox = await bringBubblewrap(process.env, dataDir);
  const browser = hasBrowserTests() ? await bringChromium(progress) : { env: {}, detail: null };
  const notes = [`Redis: ${redis.origin}`, `sandbox: ${sandbox.detail}`];
  if (browser.detail !== null) notes.push(`browser: ${browser.detail}`);
  return { env: { ...sandbox.env, ...browser.env }, notes };
}

function hasBrowserTests() {
  const files = fs
    .readdirSync(inRoot('test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'));
  return files.some((name) =>
    fs.readFileSync(inRoot('test', name), 'utf8').includes('playwright-core'),
  );
}

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @param {(text: string) => void} progress @returns {Promise<{ env: NodeJS.ProcessEnv, detail: string }>} */
async function bringChromium(progress) {
  const given = process.env['CHROMIUM_PATH'];
  let found = given ?? findCommand(CHROMIUM);
  if (found === null && isRoot() && findCommand(['apt-get']) !== null) {
    progress('installing chromium with apt-get (for the browser tests)');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], { env });
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env });
    found = findCommand(CHROMIUM);
  }
  if (found !== null) return { env: { CHROMIUM_PATH: found }, detail: found };
  return {
    env: {},
    detail: 'none: install chromium (apt-get install chromium) to run the browser tests',
  };
}
