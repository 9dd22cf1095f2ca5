/**
 * Postgres refuses to run as root. This picks the account it runs under, and finds folders that account can reach.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { UserError } from '../ui.mjs';

/** @typedef {{ name: string, uid: number, gid: number }} Account */

export const isRoot = () => process.getuid?.() === 0;

/**
 * @param {string} [data] a cluster that may be there already: its owner runs it, as after an ordinary user's earlier start
 * @returns {Account | null} null: run as we are (not root)
 */
export function serviceAccount(data) {
  if (!isRoot()) return null;
  const owner = data !== undefined && fs.existsSync(data) ? fs.statSync(data) : null;
  const accounts = readAccounts();
  if (owner !== null && owner.uid !== 0) {
    const name = accounts.find(({ uid }) => uid === owner.uid)?.name ?? `${owner.uid}`;
    return { name, uid: owner.uid, gid: owner.gid };
  }
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const found = accounts.find((account) => account.name === name);
    if (found) return found;
  }
  throw new UserError(
    'Postgres does not run as root, and there is neither a user "postgres" nor "nobody" to run it as.\n' +
      '  Add one (useradd --system postgres), or give DATABASE_URL, or start as an ordinary user.',
  );
}

/** @returns {Account[]} */
function readAccounts() {
  const lines = fs.readFileSync('/etc/passwd', 'utf8').split('\n');
  const fields = lines.map((line) => line.split(':'));
  return fields.map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/** spawn() options that run a command as `account`. @param {Account | null} account */
export const asAccount = (account) =>
  account === null ? {} : { uid: account.uid, gid: account.gid };

/** Whether `account` can enter a folder or read a file: asked of the kernel, not worked out. @param {string} target @param {Account | null} account */
export function canReach(target, account) {
  if (account === null) return true;
  const question = fs.statSync(target).isDirectory() ? '-x' : '-r';
  return spawnSync('test', [question, target], { ...asAccount(account), cwd: '/' }).status === 0;
}

/** @param {string} target @param {Account | null} account */
export function give(target, account) {
  if (account !== null) fs.chownSync(target, account.uid, account.gid);
}
