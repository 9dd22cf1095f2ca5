/**
 * What the tests need of the machine beyond npm: a Redis, bubblewrap and, for browser tests, Chromium. Fetched where it
 * can be; what is missing is said, and the tests that need it skip themselves with that reason.
 */
import fs from 'node:fs';
import path from 'node:path';
import { bringChromium } from './chromium.mjs';
import { inRoot } from '../paths.mjs';
import { redisBinary } from '../servers/redis-binaries.mjs';
import { bringBubblewrap } from './sandbox.mjs';

/** @param {string} dataDir @param {(text: string) => void} progress @returns {Promise<{ env: NodeJS.ProcessEnv, notes: string[] }>} variables for the tests */
export async function prepareMachine(dataDir, progress) {
  const packages = path.join(dataDir, 'debian');
  const redis = await redisBinary(packages, progress);
  const sandbox = await bringBubblewrap(process.env, dataDir);
  const browser = hasBrowserTests()
    ? await bringChromium(packages, progress)
    : { env: {}, detail: null };
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
