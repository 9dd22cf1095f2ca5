/**
 * `npm run keys:rotate`: seals every stored secret under the current key of TOKEN_ENCRYPTION_KEY, while the system runs.
 * Put the new key first and keep the old one behind it, restart, run this, then drop the old key.
 * Looks through the whole database afterwards. Exit code 1 when anything is left under another key: it says what.
 */
import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { loadEnvironment } from '#platform/config';
import {
  findForeignSeals,
  type ForeignSeals,
  resealColumn,
  type RunSql,
  SecretBox,
} from '#platform/crypto';
import { commandFailure, rows } from '#platform/database';
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
  const run: RunSql = (text, values) => rows(dataSource, text, values);
  try {
    const unreadable = await sealAll(run, box);
    const left = await findForeignSeals(run, box.currentKeyId);
    return report(box.currentKeyId, unreadable, left);
  } finally {
    await dataSource.destroy();
  }
}

/** @returns how many values could not be opened */
async function sealAll(run: RunSql, box: SecretBox): Promise<number> {
  let unreadable = 0;
  for (const column of SEALED_COLUMNS) {
    const done = await resealColumn(run, box, column);
    unreadable += done.unreadable;
    const trouble = done.unreadable > 0 ? `, ${done.unreadable} could not be opened` : '';
    say(`${column.table}.${column.column}: ${done.sealed} sealed anew${trouble}`);
  }
  return unreadable;
}

function report(currentKeyId: string, unreadable: number, left: ForeignSeals[]): number {
  for (const { table, column, keyId, count, example } of left) {
    say(`Left: ${table}.${column} holds ${count} under key ${keyId}, for example in ${example}.`);
  }
  if (unreadable > 0) {
    say(`${unreadable} values could not be opened: their key is not in TOKEN_ENCRYPTION_KEY.`);
  }
  if (left.length > 0) say('Keep the old key. Run this again when all processes know the new one.');
  if (unreadable > 0 || left.length > 0) return 1;
  say(`Everything is under key ${currentKeyId}.`);
  return 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

rotate().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${commandFailure(error)}\n`);
    process.exit(1);
  },
);
