/** Command: `create-admin-main.js <email>`, the password on the standard input. What `npm run admin:create` runs. */
import 'reflect-metadata';
import { text } from 'node:stream/consumers';
import { DataSource } from 'typeorm';
import { makeAdmin } from '#features/auth';
import { loadEnvironment } from '#platform/config';
import { commandFailure } from '#platform/database';
import { dataSourceOptions } from '#schema';

async function main(): Promise<void> {
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  const options = { applicationName: 'ifa-admin', poolSize: 1 };
  const dataSource = new DataSource(dataSourceOptions(loadEnvironment().databaseUrl, options));
  await dataSource.initialize();
  try {
    process.stdout.write(`${await makeAdmin(dataSource, process.argv[2] ?? '', password)}\n`);
  } finally {
    await dataSource.destroy();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${commandFailure(error)}\n`);
  process.exit(1);
});
