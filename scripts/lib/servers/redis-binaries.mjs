/**
 * Finds a Redis server: on PATH, in Homebrew's folders, or the Debian package unpacked into the data folder
 * (no root, nothing installed). Valkey speaks the same protocol and is taken as well.
 */
import { unpackDebian } from './apt-unpack.mjs';
import { findCommand } from '../commands.mjs';
import { UserError } from '../ui.mjs';

/** @typedef {{ command: string, prefixArgs: string[], env: NodeJS.ProcessEnv, origin: string }} RedisBinary */

const HOMEBREW = ['/opt/homebrew/bin', '/usr/local/bin'];

/** @param {string} cacheDir where an unpacked package is kept @param {(text: string) => void} progress @returns {Promise<RedisBinary>} */
export async function redisBinary(cacheDir, progress) {
  const installed = findCommand(['redis-server', 'valkey-server'], HOMEBREW);
  if (installed !== null) return { command: installed, prefixArgs: [], env: {}, origin: installed };
  const unpacked = await unpackDebian({
    package: 'redis-server',
    program: 'usr/bin/redis-server',
    cacheDir,
    progress,
  });
  if (unpacked.ok) {
    return {
      command: unpacked.program,
      prefixArgs: [],
      env: unpacked.env,
      origin: `Debian's package, unpacked to ${unpacked.folder}`,
    };
  }
  const advice =
    process.platform === 'darwin'
      ? 'brew install redis'
      : 'install the package redis-server or valkey';
  throw new UserError(
    `IFA needs a Redis and found none: no redis-server or valkey-server on PATH, and ${unpacked.reason}.\n` +
      `  Do one of these, then start again:\n    ${advice}\n` +
      '    REDIS_URL=redis://127.0.0.1:6379 npm start   (a Redis you already have, for example\n' +
      '    docker run -d -p 127.0.0.1:6379:6379 redis:7 redis-server --appendonly yes --maxmemory-policy noeviction)',
  );
}
