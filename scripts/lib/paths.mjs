/**
 * Where things are. Every script asks here, so that a folder is named once.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Absolute path of something inside the clone. @param {...string} parts */
export const inRoot = (...parts) => path.join(ROOT, ...parts);

/** The folder that holds everything a run leaves behind (IFA_DATA_DIR, default .ifa). @param {NodeJS.ProcessEnv} env */
export const dataDirOf = (env) => path.resolve(ROOT, env['IFA_DATA_DIR'] || '.ifa');
