/**
 * Keeps the apps running: starts them with an IPC channel (they end when it closes, so a killed supervisor leaves no
 * app behind), waits for {type: 'ready'}, restarts with a growing pause what crashes, stops with a deadline.
 * Every child has a process group of its own, so Ctrl-C reaches only us and the order of stopping is ours.
 */
import { fork } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { appLog } from './app-logs.mjs';
import { readJson, writeJson } from './locks.mjs';
import { ROOT } from '../paths.mjs';
import { endProcess, isAlive, recordOf } from './processes.mjs';
import { UserError, warn } from '../ui.mjs';

/** @typedef {{ name: string, file: string, env: NodeJS.ProcessEnv, dataDir: string, readyWithinMs?: number }} AppOptions */

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const STEADY_MS = 60_000;
const READY_WITHIN_MS = 90_000;
/** @type {{ signal: NodeJS.Signals, waitMs: number }[]} */
const STOP_LADDER = [
  { signal: 'SIGTERM', waitMs: 50_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/** One app, from its first start to its stop. */
export class App {
  #options;
  #log;
  /** @type {import('./processes.mjs').ProcessRecord | null} */
  #record = null;
  #stopping = false;
  #pauseMs = FIRST_PAUSE_MS;
  /** @type {NodeJS.Timeout | undefined} */
  #restart;

  /** @param {AppOptions} options */
  constructor(options) {
    this.#options = options;
    this.#log = appLog(options.name, path.join(options.dataDir, 'logs', `${options.name}.log`));
  }

  /** Resolves when the app is ready; rejects with the end of its log when it is not, and leaves nothing running. */
  async start() {
    if (this.#stopping) return;
    const failure = await this.#spawn();
    if (failure === null) return;
    await this.stop();
    throw new UserError(
      `${this.#options.name} ${failure}. The end of ${this.#log.file}:\n${this.#log.tail(15)}`,
    );
  }

  /** @param {boolean} [force] do not wait for it to finish its work */
  async stop(force = false) {
    this.#stopping = true;
    clearTimeout(this.#restart);
    if (this.#record !== null) {
      await endProcess(this.#record, force ? STOP_LADDER.slice(1) : STOP_LADDER);
    }
    this.#log.close();
  }

  /** @returns {Promise<string | null>} why it is not ready, or null */
  #spawn() {
    const { name, file, env, dataDir, readyWithinMs = READY_WITHIN_MS } = this.#options;
    const startedAt = Date.now();
    const child = fork(file, [], {
      cwd: ROOT,
      env,
      detached: true,
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#record = child.pid === undefined ? null : recordOf(child.pid);
    remember(dataDir, name, this.#record);
    child.stdout?.on('data', (chunk) => this.#log.write(chunk));
    child.stderr?.on('data', (chunk) => this.#log.write(chunk));
    return new Promise((resolve) => {
      let ready = false;
      const timer = setTimeout(
        () => resolve(`did not say that it is ready within ${readyWithinMs / 1000} s`),
        readyWithinMs,
      );
      child.on('message', (message) => {
        if (
          typeof message !== 'object' ||
          message === null ||
          !('type' in message) ||
          message.type !== 'ready'
        ) {
          return;
        }
        ready = true;
        clearTimeout(timer);
        resolve(null);
      });
      child.once('error', (error) => resolve(`does not start: ${error.message}`));
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        const how = signal === null ? `exit ${code}` : signal;
        resolve(`ended at once (${how})`);
        if (ready) this.#onCrash(how, Date.now() - startedAt);
      });
    });
  }

  /** @param {string} how @param {number} livedMs */
  #onCrash(how, livedMs) {
    if (this.#stopping) return;
    if (livedMs > STEADY_MS) this.#pauseMs = FIRST_PAUSE_MS;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    warn(
      `${this.#options.name} ended (${how}); starting it again in ${pauseMs / 1000} s. Log: ${this.#log.file}`,
    );
    this.#restart = setTimeout(() => void this.#revive(), pauseMs);
  }

  async #revive() {
    const failure = await this.#spawn();
    if (failure !== null && !this.#stopping) {
      if (this.#record !== null) await endProcess(this.#record, STOP_LADDER.slice(1));
      this.#onCrash(failure, 0);
    }
  }
}

/** @param {string} dataDir */
const recordsFile = (dataDir) => path.join(dataDir, 'run', 'apps.json');

/**
 * A full disk is no reason to end what runs: apps end with their parent even when it does not know of them.
 * @param {string} dataDir @param {string} name @param {import('./processes.mjs').ProcessRecord | null} record
 */
function remember(dataDir, name, record) {
  const own = record === null ? null : { ...record, dataDir };
  try {
    writeJson(recordsFile(dataDir), { ...readJson(recordsFile(dataDir)), [name]: own });
  } catch (error) {
    warn(`${recordsFile(dataDir)} cannot be written: ${String(error)}`);
  }
}

/** Ends apps that outlived a killed supervisor; those of the folder this one was copied from are not ours. @param {string} dataDir @returns {Promise<string[]>} their names */
export async function endLeftOverApps(dataDir) {
  const all = Object.entries(readJson(recordsFile(dataDir)) ?? {});
  const left = all.flatMap(([name, record]) => (isOwn(record, dataDir) ? [{ name, record }] : []));
  const ladder = STOP_LADDER.map((rung) => ({ ...rung, waitMs: 5_000 }));
  await Promise.all(left.map(({ record }) => endProcess(record, ladder)));
  fs.rmSync(recordsFile(dataDir), { force: true });
  return left.map(({ name }) => name);
}

/** @param {any} record @param {string} dataDir @returns {record is import('./processes.mjs').ProcessRecord} */
const isOwn = (record, dataDir) => record?.dataDir === dataDir && isAlive(record);
