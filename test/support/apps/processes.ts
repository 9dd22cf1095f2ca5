/**
 * The built apps as real processes, for end-to-end tests: stand-ins, api and any number of workers on a database and a
 * Redis database of their own. Build first (`npm run build`). Processes end when this one does (IPC disconnect).
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '../servers/database.js';
import { testEnv } from './env.js';
import { freePort } from '../servers/ports.js';
import { testRedisUrl } from '../servers/redis.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = {
  api: 'dist/apps/api/src/main.js',
  worker: 'dist/apps/worker/src/main.js',
  standins: 'dist/libs/standins/src/main.js',
} as const;
const READY_WITHIN_MS = 180_000;
const STOP_WITHIN_MS = 20_000;

/** Which built app. */
export type AppName = keyof typeof MAIN;

/** One running app. */
export class AppProcess {
  private readonly lines: string[] = [];

  private constructor(
    readonly name: AppName,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => this.lines.push(String(chunk)));
    }
  }

  /** Resolves when the app has said that it is ready; rejects with its log when it ends before. */
  static async start(name: AppName, env: NodeJS.ProcessEnv): Promise<AppProcess> {
    const file = join(ROOT, MAIN[name]);
    if (!existsSync(file)) throw new Error(`${MAIN[name]} is missing: npm run build`);
    const path = process.env['PATH'] ?? '';
    const child = fork(file, [], {
      cwd: ROOT,
      env: { PATH: path, HOME: process.env['HOME'] ?? '', ...env },
      execArgv: [],
      silent: true,
    });
    const app = new AppProcess(name, child);
    await app.ready();
    return app;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.name} has no pid`);
    return this.child.pid;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Everything it has printed so far. */
  logs(): string {
    return this.lines.join('');
  }

  /** As if the machine had lost it. */
  async kill9(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As an operator stops it; after 20 s by force, which is an error. */
  async stop(): Promise<void> {
    if (!this.running) return;
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.end('SIGTERM');
    clearTimeout(timer);
    if (this.child.signalCode === 'SIGKILL') {
      throw new Error(`${this.name} did not stop within ${STOP_WITHIN_MS} ms:\n${this.logs()}`);
    }
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    await gone;
  }

  private ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        this.child.kill('SIGKILL');
        reject(new Error(`${this.name} ${why}:\n${this.logs()}`));
      };
      const timer = setTimeout(() => fail('was not ready in time'), READY_WITHIN_MS);
      this.child.once('exit', () => fail('ended at once'));
      this.child.on('message', (message) => {
        if (typeof message !== 'object' || message === null) return;
        if (Reflect.get(message, 'type') !== 'ready') return;
        clearTimeout(timer);
        this.child.removeAllListeners('exit');
        resolve();
      });
    });
  }
}

/** What a stack may be told. */
export interface StackOptions {
  /** How many workers. Default 1. */
  workers?: number;
  /** Variables for all of its processes. */
  env?: NodeJS.ProcessEnv;
  /** Instead of a Redis database of the run's shared server. */
  redisUrl?: string;
  /** Instead of a clone of the run's template; closed with the stack. */
  database?: TestDatabase;
  /** PUBLIC_URL is set, so that Telegram's stand-in posts updates instead of being polled. */
  webhooks?: boolean;
}

/** A running system. */
export interface Stack {
  /** http://127.0.0.1:<port> */
  apiUrl: string;
  standinsUrl: string;
  database: TestDatabase;
  /** IFA_DATA_DIR of its processes. */
  dataDir: string;
  /** The environment of its processes, for starting further ones. */
  env: NodeJS.ProcessEnv;
  api: AppProcess;
  standins: AppProcess;
  workers: AppProcess[];
  /** One more worker, also after others were killed. */
  startWorker(env?: NodeJS.ProcessEnv): Promise<AppProcess>;
  /** The same address again, after api was stopped or killed. */
  startApi(): Promise<AppProcess>;
  /** What all of its processes have printed, those that are gone too. */
  logs(): string;
  close(): Promise<void>;
}

/** Starts everything; the caller closes it in an after hook. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const database = options.database ?? (await createTestDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'ifa-stack-'));
  const [port, standinsPort] = [await freePort(), await freePort()];
  const redisUrl = options.redisUrl ?? testRedisUrl();
  const publicUrl = options.webhooks ? { PUBLIC_URL: `http://127.0.0.1:${port}` } : {};
  const env = testEnv({
    databaseUrl: database.url,
    redisUrl,
    port,
    standinsPort,
    dataDir,
    env: { ...publicUrl, ...options.env },
  });
  const started: AppProcess[] = [];
  const start = async (name: AppName, extra: NodeJS.ProcessEnv = {}): Promise<AppProcess> => {
    const app = await AppProcess.start(name, { ...env, ...extra });
    started.push(app);
    return app;
  };
  const close = async (): Promise<void> => {
    const stops = await Promise.allSettled(started.toReversed().map((app) => app.stop()));
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
    for (const stop of stops) if (stop.status === 'rejected') throw stop.reason;
  };
  try {
    const standins = await start('standins');
    const count = options.workers ?? 1;
    const [api, ...workers] = await Promise.all([
      start('api'),
      ...Array.from({ length: count }, () => start('worker')),
    ]);
    const stack: Stack = {
      apiUrl: `http://127.0.0.1:${port}`,
      standinsUrl: `http://127.0.0.1:${standinsPort}`,
      database,
      dataDir,
      env,
      api,
      standins,
      workers,
      startWorker: async (extra) => {
        const worker = await start('worker', extra);
        stack.workers.push(worker);
        return worker;
      },
      startApi: async () => (stack.api = await start('api')),
      logs: () => started.map((app) => app.logs()).join('\n'),
      close,
    };
    return stack;
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}
