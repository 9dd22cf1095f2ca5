/**
 * The entry of the container image: `api`, `worker`, and for a person's hand `migrate`, `admin:create` and `keys:rotate`;
 * `health` is what the image's health check asks. Runs the app in this very process, so signals reach it.
 */
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from './lib/paths.mjs';
import { complain, UserError } from './lib/ui.mjs';

/** @type {Record<string, string>} */
const MAINS = {
  api: inRoot('dist', 'apps', 'api', 'src', 'main.js'),
  worker: inRoot('dist', 'apps', 'worker', 'src', 'main.js'),
  migrate: inRoot('scripts', 'migrate.mjs'),
  'admin:create': inRoot('scripts', 'admin-create.mjs'),
  'keys:rotate': inRoot('dist', 'apps', 'worker', 'src', 'keys', 'rotate-keys.js'),
};
const [role = 'api'] = process.argv.splice(2, 1);

/** The API must be ready to serve; a worker lives as long as its process, which then is what asks. */
async function checkHealth() {
  const isApi = fs.readFileSync('/proc/1/cmdline', 'utf8').split('\0').includes('api');
  if (!isApi) return;
  const url = `http://127.0.0.1:${process.env['PORT'] || 8080}/health/ready`;
  const { status } = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  if (status !== 200) throw new UserError(`${url} answers ${status}`);
}

/** @param {string} file */
async function runMain(file) {
  // Nothing is installed or built in an image: it came whole.
  process.argv.push('--no-install');
  await import(pathToFileURL(file).href);
}

try {
  const main = MAINS[role];
  if (role === 'health') await checkHealth();
  else if (main !== undefined) await runMain(main);
  else throw new UserError(`no such command: ${role}. There are: ${Object.keys(MAINS).join(', ')}`);
} catch (error) {
  complain(error);
  process.exit(1);
}
