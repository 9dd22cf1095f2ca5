/**
 * A worker's statements have no limit, since some rightly take long; so it watches whether Postgres says anything at all.
 * Whoever waits for a silent server is told that it is away, and goes on by itself when it is back.
 */
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '#platform/config';
import { DatabasePulse } from '#platform/database';

/** Runs from boot to the end. */
@Injectable()
export class DatabaseWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly pulse: DatabasePulse;

  constructor(dataSource: DataSource, config: AppConfig) {
    this.pulse = DatabasePulse.of(dataSource, config.databaseUrl);
  }

  onApplicationBootstrap(): void {
    this.pulse.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pulse.stop();
  }
}
