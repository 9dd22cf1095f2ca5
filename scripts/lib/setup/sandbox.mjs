/**
 * bubblewrap for the agent's sandbox: the installed one, else Debian's package unpacked beside the data. Without it IFA
 * runs all the same, and says so. Whether it works here is found out by the client that uses it, not guessed.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { findCommand } from '../commands.mjs';
import { unpackDebian } from '../servers/apt-unpack.mjs';
import { inRoot } from '../paths.mjs';

/** @param {NodeJS.ProcessEnv} given @param {string} dataDir @returns {Promise<{ env: NodeJS.ProcessEnv, detail: string }>} variables for the worker */
export async function bringBubblewrap(given, dataDir) {
  if (process.platform !== 'linux') return { env: {}, detail: 'none: bubblewrap needs Linux' };
  const present = given['BWRAP_PATH'] ?? findCommand(['bwrap']);
  if (present !== null) return { env: {}, detail: present };
  const unpacked = await unpackDebian({
    package: 'bubblewrap',
    program: 'usr/bin/bwrap',
    cacheDir: path.join(dataDir, 'debian'),
    progress: () => undefined,
  });
  if (!unpacked.ok) return { env: {}, detail: `none: no bwrap on PATH, and ${unpacked.reason}` };
  return { env: { BWRAP_PATH: unpacked.program }, detail: unpacked.program };
}

/** Asks the client to start the real binary in it once. Needs dist, and the worker up. @param {any} config AppConfig @returns {Promise<string>} for the last block */
export async function describeSandbox(config) {
  const file = inRoot('dist', 'libs', 'clients', 'claude', 'src', 'index.js');
  const { DelegatedCgroups, SandboxProbe } = await import(pathToFileURL(file).href);
  const cgroups = new DelegatedCgroups();
  const limits = `limits: ${cgroups.limitsBeside()}`;
  if (config.agent.sandbox === 'off') return `without a sandbox (AGENT_SANDBOX=off; ${limits})`;
  const baseDir = path.join(config.dataDir, 'sessions');
  const bwrapPath = config.agent.bwrapPath ?? undefined;
  const options = { baseDir, bwrapPath, toolServerName: 'shop' };
  const report = await new SandboxProbe(options, cgroups).check();
  return report.ok
    ? `in its sandbox (${limits})`
    : `WITHOUT a sandbox: ${report.reason} (${limits})`;
}
