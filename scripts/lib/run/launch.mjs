/**
 * The start itself, on the pinned Node: servers, build, migrations, apps, demo, the last block; then it stays as the
 * supervisor until a signal comes. Everything it starts is put on a list of stops, which is walked backwards at the end.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { choosePorts } from './app-ports.mjs';
import { ensureBuilt } from '../setup/build.mjs';
import { checkConfiguration } from '../setup/configuration.mjs';
import { DEMO_EMAIL } from '../demo/demo-seed.mjs';
import { developmentSecrets, ensureDataDir, givenEnvironment } from '../setup/environment.mjs';
import { tryLock } from './locks.mjs';
import { migrate } from '../setup/migrations.mjs';
import { inRoot, ROOT } from '../paths.mjs';
import { endRunningCommands } from './processes.mjs';
import { bringBubblewrap, describeSandbox } from '../setup/sandbox.mjs';
import { bringDatabase, bringRedis } from '../servers/servers.mjs';
import { App, endLeftOverApps } from './supervisor.mjs';
import { lastBlock } from './last-block.mjs';
import { bold, complain, dim, duration, say, step, warn } from '../ui.mjs';

/** @typedef {{ label: string, stop: (force: boolean) => Promise<void> }} Stop */

/** @type {Stop[]} */
const stops = [];
/** What is still coming up; the end waits for it, so that nothing is left behind. @type {Set<Promise<unknown>>} */
const coming = new Set();
let ending = false;
let endingSince = 0;

/** Starts everything and returns; the process lives on by its children and timers. */
export async function launch() {
  const env = givenEnvironment();
  const dataDir = ensureDataDir(env);
  const lock = await takeLock(dataDir);
  if (lock === null) return;
  stops.push({ label: 'lock', stop: async () => lock.release() });
  listenForTheEnd();
  const startedAt = Date.now();
  say(
    bold(`IFA is starting in ${ROOT}`) +
      dim(`  (Node ${process.versions.node}, data in ${dataDir})`),
  );
  if (process.platform === 'darwin') {
    say('  on macOS it needs Redis (brew install redis); all else comes by itself');
  }
  try {
    const facts = await startAll(env, dataDir);
    lock.update({ dataDir, url: facts.url, ...standinsOf(facts.config) });
    say(lastBlock({ ...facts, took: duration(Date.now() - startedAt), dataDir }));
  } catch (error) {
    if (ending) return;
    complain(error);
    await end(1);
  }
}

/** @param {any} config AppConfig */
const standinsOf = ({ standins }) => (standins.enabled ? { standinsUrl: standins.url } : {});

/** One start at a time; whoever comes second waits for the first one's address and says it. @param {string} dataDir */
async function takeLock(dataDir) {
  const file = path.join(dataDir, 'run', 'start.lock');
  for (let waits = 0; ; waits += 1) {
    const lock = tryLock(file, { dataDir });
    if ('release' in lock) return lock;
    const { pid, url, dataDir: theirs } = lock.holder;
    if (typeof url === 'string' && theirs === dataDir) {
      say(`IFA already runs here at ${url} (stop it with Ctrl-C there, or: kill ${String(pid)})`);
      return null;
    }
    // A lock that came along with a copied folder is nobody's here.
    if (theirs !== dataDir) fs.rmSync(file, { force: true });
    else if (waits === 0) say(`another npm start (${String(pid)}) is at work here; waiting for it`);
    await sleep(300);
  }
}

/** @param {Record<string, string>} given @param {string} dataDir */
async function startAll(given, dataDir) {
  const production = given['NODE_ENV'] === 'production';
  const withStandins = !production && given['STANDINS'] !== 'off';
  const left = await endLeftOverApps(dataDir);
  if (left.length > 0) {
    warn(`an earlier start was killed; ended what it left behind: ${left.join(', ')}`);
  }
  const { port, standinsPort } = await choosePorts(given, withStandins);
  const { demoPassword, ...secrets } = production
    ? { demoPassword: '' }
    : developmentSecrets(dataDir);
  if (production) {
    await buildStep();
    await checkConfiguration(given);
  }
  const [database, redis, bubblewrap] = await Promise.all([
    step('postgres', (detail) => bring(bringDatabase(given, dataDir), 'postgres', detail)),
    step('redis', (detail) => bring(bringRedis(given, dataDir), 'redis', detail)),
    step('bubblewrap', async (detail) => {
      const found = await bringBubblewrap(given, dataDir);
      detail(found.detail);
      return found;
    }),
    buildStep(),
  ]);
  const env = {
    NODE_ENV: 'development',
    ...secrets,
    ...given,
    PORT: String(port),
    STANDINS_PORT: String(standinsPort),
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    IFA_DATA_DIR: dataDir,
    ...bubblewrap.env,
  };
  const config = await checkConfiguration(env);
  await step('migrate', async (detail) => {
    const ran = await migrate(env.DATABASE_URL);
    detail(ran.length === 0 ? 'schema is up to date' : `${ran.length} migrations`);
  });
  await startApps(env, dataDir, withStandins ? demoAccount(port, demoPassword) : null);
  const url = `http://127.0.0.1:${port}`;
  const demo = withStandins ? await playSeed({ url, config, password: demoPassword }) : null;
  return { url, config, demo, sandbox: await describeSandbox(config), database, redis };
}

const buildStep = () =>
  step('build', async (detail) => {
    const building = ensureBuilt();
    const built = await track(building);
    detail(built.length === 0 ? 'up to date' : built.join(', '));
  });

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
function track(work) {
  const settled = work.catch(() => undefined).finally(() => coming.delete(settled));
  coming.add(settled);
  return work;
}

/** @param {Promise<import('../servers/servers.mjs').Server>} starting @param {string} label @param {(text: string) => void} detail */
async function bring(starting, label, detail) {
  const listed = starting.then(async (server) => {
    if (server.own) await onTheList({ label, stop: server.stop });
    return server;
  });
  const server = await track(listed);
  detail(server.detail);
  return server;
}

/** What comes up while we are already ending is stopped at once. @param {Stop} entry */
async function onTheList(entry) {
  if (ending) await entry.stop(true);
  else stops.push(entry);
}

/** The account whose agent the buyer's phone shows beside the chat. @param {number} port @param {string} password @returns {NodeJS.ProcessEnv} */
const demoAccount = (port, password) => ({
  IFA_DEMO_API_URL: `http://127.0.0.1:${port}`,
  IFA_DEMO_EMAIL: DEMO_EMAIL,
  IFA_DEMO_PASSWORD: password,
});

/** @param {NodeJS.ProcessEnv} env @param {string} dataDir @param {NodeJS.ProcessEnv | null} demo null: no stand-ins */
async function startApps(env, dataDir, demo) {
  /** @param {string} name @param {string} file @param {NodeJS.ProcessEnv} [extra] */
  const start = async (name, file, extra = {}) => {
    const app = new App({ name, file: inRoot('dist', file), env: { ...env, ...extra }, dataDir });
    await onTheList({ label: name, stop: (force) => app.stop(force) });
    await step(name, () => app.start());
  };
  if (demo !== null) await start('standins', 'libs/standins/src/main.js', demo);
  const metrics = Number(env['METRICS_PORT'] ?? 0);
  await Promise.all([
    start('api', 'apps/api/src/main.js'),
    start(
      'worker',
      'apps/worker/src/main.js',
      metrics > 0 ? { METRICS_PORT: String(metrics + 1) } : {},
    ),
  ]);
}

/** The demo is a courtesy: when it cannot be set up, IFA still runs. @param {import('../demo/demo-seed.mjs').SeedRequest} request */
async function playSeed(request) {
  const { seedDemo } = await import('../demo/demo-seed.mjs');
  try {
    return await step('demo', (detail) => seedDemo(request, detail));
  } catch (error) {
    warn(
      `the demo shop could not be set up: ${error instanceof Error ? error.message : String(error)}`,
    );
    return null;
  }
}

function listenForTheEnd() {
  // The terminal may be gone before we are.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => void end(0));
  }
  process.on('disconnect', () => void end(0));
  process.on('uncaughtException', (error) => {
    complain(error);
    void end(1);
  });
}

/** Stops everything, last started first. Asked a second time (not just the same key press twice), it does not wait. @param {number} code */
async function end(code) {
  if (ending) {
    if (Date.now() - endingSince > 1_000) {
      await Promise.all(stops.map((entry) => entry.stop(true).catch(() => undefined)));
    }
    return;
  }
  ending = true;
  endingSince = Date.now();
  say('\nstopping (Ctrl-C again: at once)');
  endRunningCommands();
  await Promise.all(coming);
  const apps = stops.filter(({ label }) => label === 'api' || label === 'worker');
  const others = stops.filter((entry) => !apps.includes(entry)).toReversed();
  await Promise.all(apps.map((entry) => stopOne(entry)));
  for (const entry of others) await stopOne(entry);
  say(`stopped in ${duration(Date.now() - endingSince)}; the data stays in place`);
  process.exit(code);
}

/** @param {Stop} entry */
async function stopOne(entry) {
  try {
    await entry.stop(false);
  } catch (error) {
    warn(`${entry.label} did not stop: ${error instanceof Error ? error.message : String(error)}`);
  }
}
