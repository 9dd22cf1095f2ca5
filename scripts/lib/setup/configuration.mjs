/** The apps' own reading of the environment, so that a bad variable stops the start with one line and before anything runs. */
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../paths.mjs';
import { UserError } from '../ui.mjs';

/** @param {NodeJS.ProcessEnv} env @returns {Promise<any>} AppConfig of libs/platform/config */
export async function checkConfiguration(env) {
  const file = inRoot('dist', 'libs', 'platform', 'config', 'src', 'index.js');
  if (!fs.existsSync(file)) throw new UserError('dist/ is missing: npm run build');
  const { parseEnvironment } = await import(pathToFileURL(file).href);
  try {
    return parseEnvironment(env);
  } catch (error) {
    if (error instanceof Error && error.name === 'ConfigError') {
      throw new UserError(
        `The environment cannot be used as it is:\n  ${error.message.replaceAll('\n', '\n  ')}`,
      );
    }
    throw error;
  }
}
