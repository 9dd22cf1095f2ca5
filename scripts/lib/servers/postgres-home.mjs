/**
 * Where our Postgres keeps its data: in the data folder, unless root runs us from a place that the Postgres account
 * cannot enter (/root): then in a folder of /var/lib, which the data folder remembers. A moved clone keeps it, a copied
 * one does not share it, and a data folder that was removed begins afresh.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { canReach } from './accounts.mjs';
import { readJson, writeJson } from '../run/locks.mjs';
import { reachableHome } from './postgres-binaries.mjs';
import { endLeftOver } from './postgres.mjs';
import { warn } from '../ui.mjs';

/** @param {string} dataDir @param {import('./accounts.mjs').Account | null} account @returns {Promise<string>} */
export async function postgresHome(dataDir, account) {
  if (canReach(dataDir, account)) return path.join(dataDir, 'postgres');
  const noteFile = path.join(dataDir, 'postgres-home.json');
  const kept = keptHome(dataDir, readJson(noteFile));
  if (kept !== null) return kept;
  const home = path.join(reachableHome(), 'postgres');
  if (fs.existsSync(home)) await setAside(home, dataDir);
  fs.mkdirSync(home, { recursive: true, mode: 0o711 });
  const id = randomBytes(8).toString('hex');
  writeJson(path.join(home, 'owner.json'), { id, dataDir });
  writeJson(noteFile, { id, home });
  return home;
}

/** @param {string} dataDir @param {Record<string, unknown> | null} note @returns {string | null} */
function keptHome(dataDir, note) {
  if (typeof note?.['home'] !== 'string') return null;
  const ownerFile = path.join(note['home'], 'owner.json');
  const owner = readJson(ownerFile);
  if (owner === null || owner['id'] !== note['id']) return null;
  const ownerDir = String(owner['dataDir']);
  const isCopy =
    ownerDir !== dataDir && readJson(path.join(ownerDir, 'postgres-home.json')) !== null;
  if (isCopy) return null;
  writeJson(ownerFile, { ...owner, dataDir });
  return note['home'];
}

/** @param {string} home @param {string} dataDir */
async function setAside(home, dataDir) {
  await endLeftOver(home);
  const aside = `${home}.old`;
  fs.rmSync(aside, { recursive: true, force: true });
  fs.renameSync(home, aside);
  warn(`${dataDir} is new: the Postgres data that an earlier one had is kept in ${aside}`);
}
