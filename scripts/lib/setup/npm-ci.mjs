/**
 * `npm ci`, one at a time and never left behind: two of them in one folder spoil each other's work. Built-ins only, and
 * any Node >= 20.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findCommand } from '../commands.mjs';
import { readJson, writeJson } from '../run/locks.mjs';
import { inRoot, ROOT } from '../paths.mjs';
import { endProcess, recordOf } from '../run/processes.mjs';
import { say, UserError } from '../ui.mjs';

const ARGUMENTS = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
const RECORD = inRoot('.ifa', 'npm.json');
/** npm does not always end at SIGTERM while it unpacks. @type {{ signal: NodeJS.Signals, waitMs: number }[]} */
const STOP_LADDER = [
  { signal: 'SIGTERM', waitMs: 1_500 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** Runs it, a second time on an empty folder when what an earlier one left is in its way. @throws {UserError} */
export async function npmCi() {
  await endLeftOver();
  let { code, output } = await runNpm();
  if (code !== 0 && /ENOTEMPTY|EEXIST|ENOTDIR/.test(output)) {
    fs.rmSync(inRoot('node_modules'), { recursive: true, force: true, maxRetries: 3 });
    ({ code, output } = await runNpm());
  }
  if (code === 0) return;
  const head = output.trim().split('\n').slice(0, 25).join('\n');
  throw new UserError(`npm ci failed (exit ${code}):\n${head}`);
}

/** The npm of a start that was killed may still be at work. */
async function endLeftOver() {
  const { pid, startedAt } = readJson(RECORD) ?? {};
  if (pid !== undefined) {
    const record = { pid: Number(pid), startedAt: String(startedAt) };
    await endProcess(record, STOP_LADDER, { group: true });
  }
  fs.rmSync(RECORD, { force: true });
}

/** PATH without our own node_modules, which is about to be replaced while npm runs. */
function outerPath() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders
    .filter((folder) => !folder.startsWith(inRoot('node_modules')))
    .join(path.delimiter);
}

/** npm of the `npm start` that runs us, else the one on PATH. @param {string} searchPath */
function npmCommand(searchPath) {
  const cli = process.env['npm_execpath'] ?? '';
  const outsideNode = process.execPath.startsWith(inRoot('node_modules'))
    ? findCommand(['node'], [], searchPath)
    : process.execPath;
  const isNpm = /npm-cli\.c?js$/.test(cli) && !cli.startsWith(inRoot('node_modules'));
  return isNpm && outsideNode !== null ? [outsideNode, cli] : ['npm'];
}

/** @returns {Promise<{ code: number, output: string }>} */
function runNpm() {
  const searchPath = outerPath();
  const [command = 'npm', ...prefix] = npmCommand(searchPath);
  return new Promise((resolve) => {
    // A process group of its own: Ctrl-C reaches us, and we end it, with all that it has started.
    const child = spawn(command, [...prefix, ...ARGUMENTS, '--loglevel=error'], {
      cwd: ROOT,
      env: { ...process.env, PATH: searchPath },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const record = child.pid === undefined ? null : recordOf(child.pid);
    if (record !== null) writeJson(RECORD, record);
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    let stopping = false;
    const abort = () => {
      if (!stopping) void stopHere(record);
      stopping = true;
    };
    for (const signal of SIGNALS) process.on(signal, abort);
    child.once('error', (error) =>
      resolve({ code: 127, output: `${error.message}: is npm on PATH?` }),
    );
    child.once('close', (code) => {
      if (stopping) return;
      for (const signal of SIGNALS) process.off(signal, abort);
      fs.rmSync(RECORD, { force: true });
      resolve({ code: code ?? 1, output });
    });
  });
}

/** @param {import('../run/processes.mjs').ProcessRecord | null} record */
async function stopHere(record) {
  if (record !== null) await endProcess(record, STOP_LADDER, { group: true });
  say('  stopped while installing; the next start finishes it');
  process.exit(130);
}
