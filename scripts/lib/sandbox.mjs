/** bubblewrap for the agent's sandbox: the installed one, else Debian's package unpacked beside the data. Optional. */
import { findCommand } from './commands.mjs';
import { unpackDebian } from './apt-unpack.mjs';
import { run } from './processes.mjs';
import path from 'node:path';

/** @param {string} dataDir @returns {Promise<{ env: NodeJS.ProcessEnv, detail: string, usable: boolean }>} variables for the worker */
export async function bringSandbox(dataDir) {
  if (process.platform !== 'linux') {
    return {
      env: {},
      usable: false,
      detail: 'none on this system: the agent process runs unjailed',
    };
  }
  const installed = findCommand(['bwrap']);
  const found =
    installed === null
      ? await unpackDebian({
          package: 'bubblewrap',
          program: 'usr/bin/bwrap',
          cacheDir: path.join(dataDir, 'debian'),
          progress: () => undefined,
        })
      : { ok: /** @type {const} */ (true), program: installed, env: {} };
  if (!found.ok) {
    return { env: {}, usable: false, detail: `none: no bubblewrap on PATH, and ${found.reason}` };
  }
  // Libraries of an unpacked package are not on the loader's path; Debian 12 itself has all that bwrap needs.
  const works = await run(
    found.program,
    ['--ro-bind', '/', '/', '--unshare-pid', '--unshare-net', 'true'],
    { env: { PATH: process.env['PATH'], ...found.env } },
  );
  if (works.code !== 0) {
    return {
      env: {},
      usable: false,
      detail: `none: ${found.program} is not allowed here (${works.output.trim().split('\n').at(-1)})`,
    };
  }
  const onPath =
    installed === null
      ? { PATH: `${path.dirname(found.program)}${path.delimiter}${process.env['PATH'] ?? ''}` }
      : {};
  return { env: { BWRAP_PATH: found.program, ...onPath }, usable: true, detail: found.program };
}
