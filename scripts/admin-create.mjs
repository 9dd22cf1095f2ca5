/**
 * `npm run admin:create -- you@example.com`: an administrator for /app/admin, in the database of DATABASE_URL or of the
 * running `npm start`. Prints a new password; with --password-stdin it takes yours from the standard input. The second
 * factor is set up at the first sign-in.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { enterPinnedNode } from './lib/setup/node-runtime.mjs';
import { complain, say, UserError } from './lib/ui.mjs';

/** @param {Record<string, string>} env @param {string} dataDir @returns {Promise<string>} */
async function databaseUrl(env, dataDir) {
  if (env['DATABASE_URL'] !== undefined) return env['DATABASE_URL'];
  const { serviceAccount } = await import('./lib/servers/accounts.mjs');
  const { readJson } = await import('./lib/run/locks.mjs');
  const { postgresHome } = await import('./lib/servers/postgres-home.mjs');
  const home = await postgresHome(dataDir, serviceAccount(path.join(dataDir, 'postgres', 'data')));
  const port = readJson(path.join(dataDir, 'run', 'ports.json'))?.['postgres'];
  const passwordFile = path.join(home, 'password');
  if (typeof port !== 'number' || !fs.existsSync(passwordFile)) {
    throw new UserError('Run npm start once (and leave it running), or set DATABASE_URL.');
  }
  return `postgresql://ifa:${fs.readFileSync(passwordFile, 'utf8')}@127.0.0.1:${port}/ifa`;
}

/** @param {string} email @param {string} password */
async function create(email, password) {
  const { ensureBuilt } = await import('./lib/setup/build.mjs');
  const { developmentSecrets, ensureDataDir, givenEnvironment } =
    await import('./lib/setup/environment.mjs');
  const { inRoot, ROOT } = await import('./lib/paths.mjs');
  await ensureBuilt();
  const given = givenEnvironment();
  const dataDir = ensureDataDir(given);
  const { demoPassword: _, ...secrets } =
    given['NODE_ENV'] === 'production' ? { demoPassword: '' } : developmentSecrets(dataDir);
  const env = { ...secrets, ...given, DATABASE_URL: await databaseUrl(given, dataDir) };
  const file = inRoot('dist', 'apps', 'api', 'src', 'admin', 'create-admin-main.js');
  const child = spawn(process.execPath, [file, email], {
    cwd: ROOT,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(password);
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, 'exit');
  const [id, problem] = await said;
  if (code !== 0) throw new UserError(problem.trim());
  return id.trim();
}

try {
  if (!process.argv.includes('--no-install')) await enterPinnedNode(fileURLToPath(import.meta.url));
  const words = process.argv.slice(2);
  const email = words.find((word) => !word.startsWith('--'));
  if (email === undefined) throw new UserError('npm run admin:create -- you@example.com');
  const isTheirs = words.includes('--password-stdin');
  const password = isTheirs
    ? (await text(process.stdin)).trim()
    : randomBytes(15).toString('base64url');
  const id = await create(email, password);
  say(`  administrator ${email} (${id})`);
  if (!isTheirs) say(`  password: ${password}   (shown this once)`);
  say('  sign in under /app/admin; the first time it asks for an authenticator app');
  process.exit(0);
} catch (error) {
  complain(error);
  process.exit(1);
}
