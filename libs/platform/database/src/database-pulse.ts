/**
 * Notices a Postgres that says nothing any more (frozen, or behind a network that swallows) within seconds. A statement's
 * own limit is too long for that, counts anew for each statement of a transaction, and cannot be short for those that
 * take long rightly; so a connection of its own asks for a sign of life, and when none comes the connections that wait
 * are cut: whoever waits is told that the database is away, as after a restart. Both apps run one.
 */
import { Duplex } from 'node:stream';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { z } from 'zod';

/** How it asks. */
interface PulseManner {
  everyMs: number;
  /** How long one question may go unanswered. */
  patienceMs: number;
  /** So many in a row mean silence: one may be lost to a moment's load. */
  missesMax: number;
}

interface Asker {
  client: pg.Client;
  ready: Promise<unknown>;
}

const MANNER: PulseManner = { everyMs: 1000, patienceMs: 2000, missesMax: 2 };

/** Watches the server behind a pool. */
export class DatabasePulse {
  private readonly logger = new Logger('Database');
  private readonly stopping = new AbortController();
  private readonly busy = new Set<pg.Client>();
  private asker: Asker | null = null;
  private misses = 0;
  private running: Promise<void> = Promise.resolve();

  /** The pulse of the server behind an initialised DataSource; `url` is its address. */
  static of(dataSource: DataSource, url: string): DatabasePulse {
    const { driver } = dataSource;
    const pool = 'master' in driver ? driver.master : null;
    if (!(pool instanceof pg.Pool)) throw new Error('the data source has no pool of Postgres');
    return new DatabasePulse(pool, url);
  }

  constructor(
    private readonly pool: pg.Pool,
    private readonly url: string,
    private readonly manner: PulseManner = MANNER,
  ) {
    pool.on('acquire', (client) => this.busy.add(client));
    pool.on('release', (_, client) => this.busy.delete(client));
    pool.on('remove', (client) => this.busy.delete(client));
  }

  /** Begins to ask. */
  start(): void {
    this.running = this.run();
  }

  /** Ends; nothing is left open. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.forget(this.asker);
    await this.running;
  }

  /** Whether the server has been silent for longer than a moment: it makes no sense to ask it anything. */
  get isSilent(): boolean {
    return this.misses >= this.manner.missesMax;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const wasSilent = this.isSilent;
      if (await this.hasPulse()) this.misses = 0;
      else this.misses += 1;
      if (this.stopping.signal.aborted) return;
      if (wasSilent && !this.isSilent) this.logger.log('Postgres answers again');
      if (this.isSilent) await this.cut(!wasSilent);
      if (this.misses === 0) await this.pause();
    }
  }

  /** An answer of whatever kind is a pulse, a refusal too: statements are refused then, and nobody waits. */
  private async hasPulse(): Promise<boolean> {
    const asker = (this.asker ??= this.newAsker());
    let hasAnswered = false;
    const asked = asker.ready
      .then(() => asker.client.query('select 1'))
      .catch(() => this.forget(asker))
      .then(() => {
        hasAnswered = true;
      });
    await Promise.race([asked, this.patience()]);
    // Our own process may have been busy: then the answer lies there, unread.
    for (let turns = 0; turns < 3 && !hasAnswered; turns += 1) await setImmediate();
    if (!hasAnswered) this.forget(asker);
    return hasAnswered;
  }

  private newAsker(): Asker {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'ifa-pulse',
      // Only so that no half-open socket is left; whether it took too long is judged by our own patience.
      connectionTimeoutMillis: this.manner.patienceMs * 2,
    });
    client.on('error', () => undefined);
    return { client, ready: client.connect() };
  }

  private forget(asker: Asker | null): void {
    if (asker === null) return;
    if (this.asker === asker) this.asker = null;
    // Ends at once when it waits for an answer.
    asker.client.end().catch(() => undefined);
  }

  /** Idle connections go too: those to a machine that has died would be found dead one by one. */
  private async cut(isNew: boolean): Promise<void> {
    const { size } = this.busy;
    if (isNew) {
      this.logger.error(`Postgres says nothing any more; ${size} statements are given up`);
    }
    for (const client of this.busy) sever(client);
    while (this.pool.idleCount > 0) {
      const idle = await this.pool.connect().catch(() => null);
      if (idle === null) return;
      idle.release(true);
    }
  }

  private async patience(): Promise<void> {
    await sleep(this.manner.patienceMs, undefined, { ref: false });
  }

  private async pause(): Promise<void> {
    const { signal } = this.stopping;
    await sleep(this.manner.everyMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** `pg` types neither, but both have been there since its first version. */
const wired = z.object({
  connection: z.object({ stream: z.custom<Duplex>((value) => value instanceof Duplex) }),
});

/** Ends a connection at once: `end` would wait for the answers that are under way in its pipeline. */
function sever(client: pg.Client): void {
  const found = wired.safeParse(client);
  if (found.success) found.data.connection.stream.destroy();
  else client.end().catch(() => undefined);
}
