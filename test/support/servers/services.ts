/**
 * What global-setup.ts hands to the test files, and the messages of scripts/test-services.mjs that it gets it from.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

declare module 'vitest' {
  interface ProvidedContext {
    services: TestServices;
  }
}

/** Addresses of the throw-away services of this run. */
export interface TestServices {
  /** A database of the server from which others are created. */
  adminUrl: string;
  /** The migrated database that createTestDatabase() clones. */
  templateName: string;
  redisUrl: string;
  /** How many databases that Redis has. */
  redisDatabases: number;
}

const readyMessage = z.object({
  type: z.literal('ready'),
  postgresUrl: z.string().nullable(),
  redisUrl: z.string().nullable(),
  redisPid: z.number().nullable(),
});
const redisMessage = z.object({ type: z.literal('redis'), pid: z.number() });
const SCRIPT = new URL('../../../scripts/test-services.mjs', import.meta.url);

/** A process that keeps throw-away servers and removes them when it is told to, or when this process dies. */
export class ServicesProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly postgresUrl: string | null,
    readonly redisUrl: string | null,
    private redisPid: number | null,
  ) {}

  /** @param wanted `durable`: its Postgres keeps what it committed, whatever happens to it */
  static async start(wanted: ('postgres' | 'redis' | 'durable')[]): Promise<ServicesProcess> {
    const child = fork(SCRIPT, wanted, { execArgv: [] });
    const first = await nextMessage(child);
    const ready = readyMessage.parse(first);
    return new ServicesProcess(child, ready.postgresUrl, ready.redisUrl, ready.redisPid);
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  freezeRedis(): void {
    if (this.redisPid !== null) process.kill(this.redisPid, 'SIGSTOP');
  }

  thawRedis(): void {
    if (this.redisPid !== null) process.kill(this.redisPid, 'SIGCONT');
  }

  async stopRedis(): Promise<void> {
    this.child.send({ type: 'stop-redis' });
    await nextMessage(this.child);
    this.redisPid = null;
  }

  /** The same address again, empty. */
  async startRedis(): Promise<void> {
    this.child.send({ type: 'start-redis' });
    this.redisPid = redisMessage.parse(await nextMessage(this.child)).pid;
  }

  /** Ends every connection. */
  async stopPostgres(): Promise<void> {
    this.child.send({ type: 'stop-postgres' });
    await nextMessage(this.child);
  }

  /** The same address again, with what was committed. */
  async startPostgres(): Promise<void> {
    this.child.send({ type: 'start-postgres' });
    await nextMessage(this.child);
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.disconnect();
    await gone;
  }
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => {
      reject(new Error(`the test services did not come up (exit ${code}); see the lines above`));
    };
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
