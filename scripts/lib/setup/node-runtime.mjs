/**
 * The pinned Node 24 that npm brings, whatever Node the person has. Built-ins only, and any Node >= 20.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { ensureInstalled } from './install.mjs';
import { inRoot } from '../paths.mjs';
import { UserError } from '../ui.mjs';

const WANTED_MAJOR = 24;
const OLDEST_MAJOR = 20;
const major = () => Number(process.versions.node.split('.')[0]);

/**
 * Installs what is missing and makes sure that we run on Node 24. When another Node must take over, it is started
 * with the same arguments and this promise never settles: the process ends with the other one's exit code.
 * @param {string} script absolute path of the script to run again
 */
export async function enterPinnedNode(script) {
  if (major() < OLDEST_MAJOR) {
    throw new UserError(
      `Node ${process.versions.node} is too old: any Node from ${OLDEST_MAJOR} on will do.`,
    );
  }
  if (process.platform === 'win32') {
    throw new UserError('On Windows, run IFA inside WSL (wsl --install).');
  }
  await ensureInstalled();
  const pinned = pinnedNode();
  if (pinned !== null && fs.realpathSync(process.execPath) !== fs.realpathSync(pinned)) {
    await handOver(pinned, script);
  }
  if (major() < WANTED_MAJOR) {
    throw new UserError(
      `IFA runs on Node ${WANTED_MAJOR}, and npm brings none for ${process.platform}-${process.arch} ` +
        `(or optional packages were left out: npm ci --include=optional).\n  Install Node ${WANTED_MAJOR} and start again.`,
    );
  }
}

/** @returns {string | null} a Node of at least the wanted version that runs on this machine */
function pinnedNode() {
  const platform = `${process.platform}-${process.arch}`;
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    const file = inRoot('node_modules', name, 'bin', 'node');
    if (!fs.existsSync(file)) continue;
    const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
    if (status === 0 && Number(/^v(\d+)/.exec(stdout)?.[1]) >= WANTED_MAJOR) return file;
  }
  return null;
}

/**
 * Runs the script again on another Node and becomes a relay: same terminal, signals passed on, same exit code. The IPC
 * channel tells the other process when this one was killed.
 * @param {string} node @param {string} script @returns {Promise<never>}
 */
function handOver(node, script) {
  const child = spawn(node, [script, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((_, reject) => {
    child.once('error', (error) =>
      reject(new UserError(`${node} does not start: ${error.message}`)),
    );
    child.once('exit', (code) => process.exit(code ?? 1));
  });
}
