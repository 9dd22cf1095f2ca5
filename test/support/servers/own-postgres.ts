/** A Postgres server of the test's own, migrated, to be restarted under whoever uses it. */
import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '#schema';
import type { TestDatabase } from './database.js';
import { databaseUrl, withAdmin } from './database-admin.js';
import { ServicesProcess } from './services.js';

export interface OwnPostgres {
  /** Its `close` ends the server as well. */
  database: TestDatabase;
  /** Ends every connection; back at the same address within a second or two. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** The same address again, with what was committed. */
  start(): Promise<void>;
}

/** Durable, as in production. Takes some seconds. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const services = await ServicesProcess.start(['postgres', 'durable']);
  if (services.postgresUrl === null) throw new Error('no Postgres came up');
  const adminUrl = services.postgresUrl;
  await withAdmin(adminUrl, (client) => client.query('create database ifa'));
  const url = databaseUrl(adminUrl, 'ifa');
  const dataSource = new DataSource(dataSourceOptions(url, { applicationName: 'ifa-test' }));
  await dataSource.initialize();
  await dataSource.runMigrations();
  return {
    database: {
      url,
      dataSource,
      close: async () => {
        await dataSource.destroy();
        await services.close();
      },
    },
    restart: async () => {
      await services.stopPostgres();
      await services.startPostgres();
    },
    stop: () => services.stopPostgres(),
    start: () => services.startPostgres(),
  };
}
