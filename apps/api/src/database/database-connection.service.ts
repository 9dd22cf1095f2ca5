/**
 * Brings the connection to Postgres up, and keeps trying while it is not there: the app boots and answers health checks
 * meanwhile, and every request that needs the database is told 503. Once up, the pool heals itself.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '#platform/config';
import { DatabasePulse, databaseTrouble, databaseUnavailable, row } from '#platform/database';
import { schemaState } from '#schema';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

/** Owns the moment at which the DataSource connects. */
@Injectable()
export class DatabaseConnection implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Database');
  private readonly stopping = new AbortController();
  private trying: Promise<void> = Promise.resolve();
  private pulse: DatabasePulse | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly config: AppConfig,
  ) {}

  /** Waits for the first attempt only. */
  async onModuleInit(): Promise<void> {
    if (await this.attempt(FIRST_PAUSE_MS)) return;
    this.trying = this.keepTrying();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.trying;
    await this.pulse?.stop();
  }

  /** Whether the database was reached, is migrated, and has said something lately; it may be gone all the same. */
  get isReady(): boolean {
    return this.pulse !== null && !this.pulse.isSilent;
  }

  /**
   * Whether the server would take a write: a replica, also a primary that has become one, answers everything else.
   *
   * @throws when it does not answer, or nobody may be served from it
   */
  async takesWrites(): Promise<boolean> {
    if (!this.isReady) throw databaseUnavailable();
    const found = await row<{ readOnly: string }>(
      this.dataSource,
      `select current_setting('transaction_read_only') as read_only`,
    );
    return found?.readOnly === 'off';
  }

  private async keepTrying(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      if (!(await this.pause(pauseMs))) return;
      if (await this.attempt(Math.min(pauseMs * 2, LONGEST_PAUSE_MS))) return;
    }
  }

  private async attempt(nextPauseMs: number): Promise<boolean> {
    try {
      if (!this.dataSource.isInitialized) await this.dataSource.initialize();
      if (!(await this.hasOurSchema(nextPauseMs))) return false;
      this.logger.log('Postgres answers');
      this.pulse = DatabasePulse.of(this.dataSource, this.config.databaseUrl);
      this.pulse.start();
      return true;
    } catch (error) {
      this.logger.error(`${databaseTrouble(error)}; trying again in ${nextPauseMs / 1000} s`);
      return false;
    }
  }

  private async hasOurSchema(nextPauseMs: number): Promise<boolean> {
    const { missing, unknown } = await schemaState(this.dataSource);
    if (unknown.length > 0) {
      this.logger.warn(`the database is newer than this code: ${unknown.join(', ')}`);
    }
    if (missing.length === 0) return true;
    this.logger.error(
      `the database is older than this code (${missing.length} migrations are missing); run: npm run migrate; ` +
        `looking again in ${nextPauseMs / 1000} s`,
    );
    return false;
  }

  /** False when the app stops meanwhile. */
  private async pause(pauseMs: number): Promise<boolean> {
    try {
      await sleep(pauseMs, undefined, { signal: this.stopping.signal });
      return true;
    } catch {
      return false;
    }
  }
}
