/** `npm run migrate`: the schema of DATABASE_URL (from the shell or .env) up to date. Safe to run twice and at once. */
import { fileURLToPath } from 'node:url';
import { enterPinnedNode } from './lib/setup/node-runtime.mjs';
import { complain, say, step, UserError } from './lib/ui.mjs';

try {
  if (!process.argv.includes('--no-install')) await enterPinnedNode(fileURLToPath(import.meta.url));
  const { givenEnvironment } = await import('./lib/setup/environment.mjs');
  const { ensureBuilt } = await import('./lib/setup/build.mjs');
  const { describeDatabase, migrate } = await import('./lib/setup/migrations.mjs');
  const url = givenEnvironment()['DATABASE_URL'];
  if (url === undefined) {
    throw new UserError(
      'DATABASE_URL: is missing (example: postgres://ifa:secret@127.0.0.1:5432/ifa)',
    );
  }
  const built = await ensureBuilt();
  if (built.length > 0) say(`  built: ${built.join(', ')}`);
  await step('migrate', async (detail) => {
    const ran = await migrate(url);
    detail(`${describeDatabase(url)}: ${ran.length === 0 ? 'nothing to do' : ran.join(', ')}`);
  });
} catch (error) {
  complain(error);
  process.exit(1);
}
