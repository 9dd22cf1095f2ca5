/**
 * `npm run keys:rotate`: seals every stored secret under the current key of TOKEN_ENCRYPTION_KEY, while the system runs.
 * Put the new key first and keep the old one behind it, restart, run this, then drop the old key.
 * Exit code 1 when a value could not be opened.
 */
import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { loadEnvironment } from '#platform/config';
import { resealColumn, SecretBox } from '#platform/crypto';
import { rows } from '#platform/database';
import { dataSourceOptions } from '#schema';
import { SEALED_COLUMNS } from './sealed-columns.js';

async function rotate(): Promise<number> {
  const config = loadEnvironment();
  const box = new SecretBox(config.encryptionKeys);
  const options = dataSourceOptions(config.databaseUrl, {
    applicationName: 'ifa-keys',
    poolSize: 2,
  });
  const dataSource = await new DataSource(options).initialize();
  let unreadable = 0;
  try {
    for (const column of SEALED_COLUMNS) {
      const done = await resealColumn(
        (text, values) => rows(dataSource, text, values),
        box,
        column,
      );
      unreadable += done.unreadable;
      const trouble = done.unreadable > 0 ? `, ${done.unreadable} could not be opened` : '';
      process.stdout.write(
        `${column.table}.${column.column}: ${done.sealed} sealed anew${trouble}\n`,
      );
    }
  } finally {
    await dataSource.destroy();
  }
  process.stdout.write(
    unreadable === 0
      ? `Everything is under key ${box.currentKeyId}.\n`
      : `${unreadable} values could not be opened: their key is not in TOKEN_ENCRYPTION_KEY.\n`,
  );
  return unreadable === 0 ? 0 : 1;
}

rotate().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
