import type { DataSourceOptions } from 'typeorm';
import { ENTITIES } from './entities.js';
import { PoolClient } from './pool-client.js';
import { MIGRATIONS } from './migrations/index.js';
import { SnakeNaming } from './snake-naming.js';

/** Where and how to connect; the pool is per process. */
export interface ConnectionOptions {
  applicationName?: string;
  /** Most connections of this process at once. Default 10. */
  poolSize?: number;
  /**
   * A statement that takes longer fails, also when the server says nothing at all (frozen, or a network that swallows).
   * Default: none.
   */
  statementTimeoutMs?: number;
}

/**
 * TypeORM options shared by both apps, the CLI and the tests. The schema changes by migrations only.
 *
 * @param url a Postgres URL
 */
export function dataSourceOptions(url: string, options: ConnectionOptions = {}): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNaming(),
    synchronize: false,
    poolSize: options.poolSize ?? 10,
    applicationName: options.applicationName ?? 'ifa',
    // A dead server must show within seconds, not hang a request.
    extra: {
      Client: PoolClient,
      connectionTimeoutMillis: 5_000,
      // Statements that are issued together travel together: one round trip instead of one each.
      pipeline: true,
      keepAlive: true,
      // A connection that has been used knows its tables and keeps its plans; a new one costs some twenty milliseconds.
      idleTimeoutMillis: 10 * 60_000,
      ...(options.statementTimeoutMs !== undefined && {
        // The server's own limit frees its resources; the client's holds when the server cannot answer.
        statement_timeout: options.statementTimeoutMs,
        query_timeout: options.statementTimeoutMs + 500,
      }),
    },
  };
}
