/**
 * node_modules as the lockfile says. Built-ins only, and any Node >= 20: this runs before there is anything else.
 * Whether npm must run is read from npm's own record of what it installed, so an interrupted or an older install
 * is noticed and an untouched one costs milliseconds.
 */
import fs from 'node:fs';
import { readJson, withLock } from '../run/locks.mjs';
import { npmCi } from './npm-ci.mjs';
import { inRoot, ROOT } from '../paths.mjs';
import { dim, duration, say, UserError } from '../ui.mjs';

const NEEDED_BYTES = 2_000_000_000;

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage */
/** @typedef {Record<string, LockedPackage>} LockedPackages */

/** @param {string} file @returns {LockedPackages | null} */
function packagesOf(file) {
  const packages = readJson(file)?.['packages'];
  return typeof packages === 'object' && packages !== null
    ? /** @type {LockedPackages} */ (packages)
    : null;
}

/** Why npm must run, or null when everything is in place. @returns {string | null} */
function whyInstall() {
  const wanted = packagesOf(inRoot('package-lock.json'));
  if (wanted === null) {
    throw new UserError('package-lock.json is missing or broken: restore it from git.');
  }
  const present = packagesOf(inRoot('node_modules', '.package-lock.json'));
  if (present === null) {
    return fs.existsSync(inRoot('node_modules'))
      ? 'an earlier install did not finish'
      : 'first start';
  }
  const wrong = Object.keys(wanted).find((name) => !isInPlace(name, wanted[name], present[name]));
  return wrong === undefined
    ? null
    : `${wrong.replace('node_modules/', '')} is not as in the lockfile`;
}

/** @param {string} name @param {LockedPackage | undefined} wanted @param {LockedPackage | undefined} present */
function isInPlace(name, wanted, present) {
  if (name === '' || wanted === undefined || wanted.link) return true;
  if (present === undefined) return Boolean(wanted.optional || wanted.devOptional);
  const same = present.version === wanted.version && present.integrity === wanted.integrity;
  return same && fs.existsSync(inRoot(name, 'package.json'));
}

/** Runs `npm ci` when it is needed; two starts at a time take turns. */
export async function ensureInstalled() {
  if (whyInstall() === null) return;
  const waiting = (/** @type {string} */ pid) =>
    say(`  another process (${pid}) is installing here; waiting for it`);
  await withLock(inRoot('.ifa', 'install.lock'), waiting, async () => {
    const reason = whyInstall();
    if (reason !== null) await install(reason);
  });
}

/** @param {string} reason */
async function install(reason) {
  const total = Object.keys(packagesOf(inRoot('package-lock.json')) ?? {}).length - 1;
  checkSpace();
  say(
    `  installing ${total} npm packages (${reason}); about 1.2 GB on disk, a minute or two the first time`,
  );
  const startedAt = Date.now();
  const before = freeBytes();
  let megabytes = 0;
  const timer = setInterval(() => {
    // Others write to the disk, too: the highest so far is near enough.
    megabytes = Math.max(megabytes, Math.round((before - freeBytes()) / 1e6));
    say(dim(`    ${duration(Date.now() - startedAt)}: ${megabytes} MB on disk`));
  }, 10_000);
  try {
    await npmCi();
  } finally {
    clearInterval(timer);
  }
  say(`+ npm packages   ${dim(duration(Date.now() - startedAt))}`);
}

const freeBytes = () => {
  const { bavail, bsize } = fs.statfsSync(ROOT);
  return bavail * bsize;
};

function checkSpace() {
  if (freeBytes() >= NEEDED_BYTES) return;
  throw new UserError(
    `There is too little room on the disk of ${ROOT}: about 2 GB must be free to install.`,
  );
}
