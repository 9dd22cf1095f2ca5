/**
 * dist/ from the sources, only when they have changed since the last successful build (path, size and time of every
 * source file). Two builds at a time take turns. Without sources (the container image) there is nothing to do.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readJson, withLock, writeJson } from '../run/locks.mjs';
import { inRoot, ROOT } from '../paths.mjs';
import { run } from '../run/processes.mjs';
import { say, UserError } from '../ui.mjs';

/** @typedef {{ name: string, sources: string[], output: string, command: string, args: string[], cwd: string }} BuildTarget */

/** @type {BuildTarget} */
const SERVER = {
  name: 'server',
  sources: [
    'apps/api',
    'apps/worker',
    'libs',
    'ormconfig.ts',
    'tsconfig.json',
    'tsconfig.build.json',
    'nest-cli.json',
    'package.json',
    'package-lock.json',
  ],
  output: 'dist',
  command: 'nest',
  args: ['build', 'api'],
  cwd: '.',
};
/** @type {BuildTarget} */
const DASHBOARD = {
  name: 'dashboard',
  sources: ['apps/dashboard', 'package-lock.json'],
  output: 'dist/dashboard',
  command: 'vite',
  args: ['build'],
  cwd: 'apps/dashboard',
};

/** @param {{ force?: boolean }} [options] @returns {Promise<string[]>} names of what was built, empty when all was up to date */
export async function ensureBuilt({ force = false } = {}) {
  /** @type {BuildTarget[]} */
  const targets = [];
  if (fs.existsSync(inRoot('apps/api')) && fs.existsSync(inRoot('nest-cli.json'))) {
    targets.push(SERVER);
  }
  if (fs.existsSync(inRoot('apps/dashboard/index.html'))) targets.push(DASHBOARD);
  const waiting = (/** @type {string} */ pid) =>
    say(`  another process (${pid}) is building here; waiting for it`);
  if (targets.length === 0) return [];
  return withLock(inRoot('.ifa', 'build.lock'), waiting, async () => {
    const built = [];
    for (const target of targets) if (await buildOne(target, force)) built.push(target.name);
    return built;
  });
}

/** @param {BuildTarget} target @param {boolean} force @returns {Promise<boolean>} whether it was built */
async function buildOne(target, force) {
  const stampFile = inRoot(target.output, '.ifa-build.json');
  const files = target.sources.flatMap((source) =>
    listFiles(inRoot(source), inRoot(target.output)),
  );
  const hash = fingerprint(files);
  const stamp = readJson(stampFile);
  if (!force && stamp?.['hash'] === hash) return false;
  // Output of a source that is gone would linger, so what was built from another set of files is built from nothing.
  const before = Array.isArray(stamp?.['files']) ? stamp['files'] : [];
  const names = files.map((file) => path.relative(ROOT, file));
  const known = new Set(names);
  if (stamp === null || before.some((file) => !known.has(file))) {
    fs.rmSync(inRoot(target.output), { recursive: true, force: true });
  }
  fs.rmSync(stampFile, { force: true });
  const { code, output } = await run(inRoot('node_modules', '.bin', target.command), target.args, {
    cwd: inRoot(target.cwd),
    env: buildEnv(),
  });
  if (code !== 0) {
    throw new UserError(
      `The ${target.name} does not build:\n${output.trim().split('\n').slice(-40).join('\n')}`,
    );
  }
  writeJson(stampFile, { hash, files: names }, 0o644);
  return true;
}

/** The tools' launchers ask PATH for node: ours first. */
function buildEnv() {
  const folder = path.dirname(process.execPath);
  return {
    ...process.env,
    NODE_ENV: 'production',
    PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
}

/** @param {string} target @param {string} except @returns {string[]} absolute paths, sorted */
function listFiles(target, except) {
  if (target === except || !fs.existsSync(target)) return [];
  if (!fs.statSync(target).isDirectory()) return [target];
  const names = fs
    .readdirSync(target)
    .filter((name) => name !== 'node_modules' && !/\.(spec|tmp)\.tsx?$/.test(name))
    .toSorted();
  return names.flatMap((name) => listFiles(path.join(target, name), except));
}

/** @param {string[]} files */
function fingerprint(files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) {
    const { size, mtimeMs } = fs.statSync(file);
    hash.update(`${path.relative(ROOT, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
