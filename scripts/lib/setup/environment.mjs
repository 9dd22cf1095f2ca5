/**
 * The environment of a start: what the person gave (their shell first, then .env), and what is made up for the rest in
 * development. Made-up secrets are kept in secrets.json (0600) of the data folder.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { readJson, writeJson } from '../run/locks.mjs';
import { dataDirOf, inRoot } from '../paths.mjs';
import { UserError } from '../ui.mjs';

/** @typedef {{ JWT_SECRET: string, TOKEN_ENCRYPTION_KEY: string, demoPassword: string }} Secrets */

/** The shell's variables over those of .env; empty ones count as not given. @returns {Record<string, string>} */
export function givenEnvironment() {
  const file = inRoot('.env');
  const fromFile = fs.existsSync(file) ? parseEnv(fs.readFileSync(file, 'utf8')) : {};
  const merged = Object.entries({ ...fromFile, ...dropEmpty(process.env) });
  return Object.fromEntries(merged.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** @param {NodeJS.ProcessEnv} env */
const dropEmpty = (env) => Object.fromEntries(Object.entries(env).filter(([, value]) => value));

/** The data folder, made when missing. Root's must be passable, for the account Postgres runs under. @param {Record<string, string>} env */
export function ensureDataDir(env) {
  const dataDir = dataDirOf(env);
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  if (!fs.existsSync(dataDir)) fs.mkdirSync(dataDir, { recursive: true, mode });
  else if (env['IFA_DATA_DIR'] === undefined) makeMode(dataDir, mode);
  for (const name of ['logs', 'run']) ensureWritable(path.join(dataDir, name), dataDir);
  return dataDir;
}

/** A lock may have made our own folder before, with the usual mode. @param {string} folder @param {number} mode */
function makeMode(folder, mode) {
  if (fs.statSync(folder).uid === process.getuid?.()) fs.chmodSync(folder, mode);
}

/** @param {string} folder @param {string} dataDir */
function ensureWritable(folder, dataDir) {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch {
    throw new UserError(
      `${folder} is not writable for you. Was it made by another user (sudo)? Give it back:\n` +
        `  sudo chown -R $(id -u):$(id -g) ${dataDir}   or set IFA_DATA_DIR to another folder.`,
    );
  }
}

/** @param {string} dataDir @returns {Secrets} @throws {UserError} when the ones of stored data cannot be read any more */
export function developmentSecrets(dataDir) {
  const file = path.join(dataDir, 'secrets.json');
  const kept = readJson(file) ?? {};
  if (Object.keys(kept).length === 0 && fs.existsSync(file)) refuseWhenInUse(file, dataDir);
  const secrets = {
    JWT_SECRET: textOf(kept['JWT_SECRET']) ?? randomBytes(32).toString('hex'),
    TOKEN_ENCRYPTION_KEY: textOf(kept['TOKEN_ENCRYPTION_KEY']) ?? randomBytes(32).toString('hex'),
    demoPassword: textOf(kept['demoPassword']) ?? randomBytes(9).toString('base64url'),
  };
  if (JSON.stringify(kept) !== JSON.stringify(secrets)) writeJson(file, secrets);
  return secrets;
}

/** With new keys nothing that is stored could be read: better to stop than to lose it silently. @param {string} file @param {string} dataDir */
function refuseWhenInUse(file, dataDir) {
  const data = ['postgres', 'postgres-home.json'].map((name) => path.join(dataDir, name));
  if (!data.some((one) => fs.existsSync(one))) return;
  throw new UserError(
    `${file} is damaged, and the data beside it cannot be read without its keys.\n` +
      `  Restore that file, or begin afresh:  rm -r ${dataDir}`,
  );
}

/** @param {unknown} value */
const textOf = (value) => (typeof value === 'string' && value !== '' ? value : undefined);
