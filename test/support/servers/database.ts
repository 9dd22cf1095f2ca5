/** A database of its own for a test file: a clone of the migrated template, in about 100 ms. */
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { dataSourceOptions } from '#schema';
import { databaseUrl, withAdmin } from './database-admin.js';

/** A migrated, empty database. */
export interface TestDatabase {
  url: string;
  dataSource: DataSource;
  /** Disconnects and drops the database, even while others are still connected to it. */
  close(): Promise<void>;
}

/** Clones the template. Call it in beforeAll (or per test) and close() in the matching after hook. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { adminUrl, templateName } = inject('services');
  const name = templateName.replace(/template$/, randomBytes(6).toString('hex'));
  await withAdmin(adminUrl, (client) =>
    client.query(`create database ${name} template ${templateName} strategy file_copy`),
  );
  const url = databaseUrl(adminUrl, name);
  const dataSource = new DataSource(dataSourceOptions(url, { applicationName: 'ifa-test' }));
  await dataSource.initialize();
  return {
    url,
    dataSource,
    close: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await withAdmin(adminUrl, (client) =>
        client.query(`drop database if exists ${name} with (force)`),
      );
    },
  };
}
