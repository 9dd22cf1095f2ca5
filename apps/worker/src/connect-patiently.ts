/** A worker's first connection to Postgres: without its database it has nothing to do but wait, and say for what. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { databaseTrouble } from '#platform/database';

const PAUSE_MS = 2_000;
/** Nest's own waiting would say a stack each time, and the reason nowhere else. */
const logger = new Logger('Database');

/** Resolves as soon as it is connected. */
export async function connectPatiently(options?: DataSourceOptions): Promise<DataSource> {
  if (options === undefined) throw new TypeError('a worker is told where its database is');
  for (;;) {
    try {
      return await new DataSource(options).initialize();
    } catch (error) {
      logger.error(`${databaseTrouble(error)}; trying again in ${PAUSE_MS / 1000} s`);
      await sleep(PAUSE_MS);
    }
  }
}
