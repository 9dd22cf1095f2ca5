/**
 * A program from Debian's packages without installing anything and without root: apt downloads the package and
 * those of its dependencies that the machine lacks, dpkg unpacks them into a folder, LD_LIBRARY_PATH does the rest.
 */
import fs from 'node:fs';
import path from 'node:path';
import { findCommand, isExecutable } from '../commands.mjs';
import { readJson, withLock, writeJson } from '../run/locks.mjs';
import { run } from '../run/processes.mjs';

/** @typedef {{ package: string, program: string, cacheDir: string, progress: (text: string) => void }} UnpackRequest */
/** @typedef {{ ok: true, program: string, env: NodeJS.ProcessEnv, folder: string } | { ok: false, reason: string }} Unpacked */

/** Never throws for what the machine lacks: `reason` says it in words that fit behind "and". @param {UnpackRequest} request @returns {Promise<Unpacked>} */
export async function unpackDebian(request) {
  const folder = path.join(request.cacheDir, request.package);
  if (readJson(path.join(folder, 'unpacked.json')) !== null) {
    return programIn(folder, request.program);
  }
  if (process.platform !== 'linux') return { ok: false, reason: 'this is not Debian' };
  if (findCommand(['apt-get']) === null || findCommand(['dpkg']) === null) {
    return { ok: false, reason: 'there is no apt-get to fetch it with' };
  }
  // One apt at a time: two fetches would spoil each other's lists.
  const waiting = () => request.progress('waiting for another apt of ours');
  return withLock(path.join(request.cacheDir, 'apt.lock'), waiting, () => unpack(folder, request));
}

/** @param {string} folder @param {UnpackRequest} request @returns {Promise<Unpacked>} */
async function unpack(folder, request) {
  if (readJson(path.join(folder, 'unpacked.json')) !== null) {
    return programIn(folder, request.program);
  }
  const partial = `${folder}.${process.pid}.partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial, { recursive: true, mode: 0o755 });
  try {
    const failure = await fetchInto(partial, request);
    if (failure !== null) return { ok: false, reason: failure };
    writeJson(path.join(partial, 'unpacked.json'), { package: request.package });
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(partial, folder);
    return programIn(folder, request.program);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
}

/**
 * By the machine's package lists, else by our own of an earlier time, else by our own fetched anew: the machine's may be
 * missing, or older than the mirror.
 * @param {string} folder @param {UnpackRequest} request @returns {Promise<string | null>} why it failed, or null
 */
async function fetchInto(folder, { package: name, cacheDir, progress }) {
  const debs = path.join(folder, 'debs');
  fs.mkdirSync(debs);
  const own = aptWith(ownLists(cacheDir));
  let failure = '';
  for (const source of ['system', 'own', 'own, fetched anew']) {
    const apt = source === 'system' ? aptWith([]) : own;
    if (source === 'own, fetched anew') await apt(['update', '-q']);
    failure = await download(apt, name, debs, progress);
    if (failure === '') break;
  }
  if (failure !== '') return failure;
  for (const file of fs.readdirSync(debs).filter((one) => one.endsWith('.deb'))) {
    const { code, output } = await run('dpkg', ['-x', path.join(debs, file), folder]);
    if (code !== 0) return `dpkg could not unpack ${file}: ${lastLine(output)}`;
  }
  fs.rmSync(debs, { recursive: true });
  return null;
}

/** @param {ReturnType<typeof aptWith>} apt @param {string} name @param {string} debs @param {(text: string) => void} progress @returns {Promise<string>} why it failed, or nothing */
async function download(apt, name, debs, progress) {
  const wanted = await missingPackages(apt, name);
  if (wanted.length === 0) return `apt knows no package ${name} (or its lists cannot be fetched)`;
  progress(`downloading ${wanted.length} Debian packages for ${name}`);
  const { code, output } = await apt(['download', ...wanted], debs);
  return code === 0 ? '' : `apt could not download ${name}: ${lastLine(output)}`;
}

/** @param {string[]} options @returns {(args: string[], cwd?: string) => ReturnType<typeof run>} */
function aptWith(options) {
  const common = ['-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=', ...options];
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  return (args, cwd = '/') => run('apt-get', [...common, ...args], { cwd, env });
}

/** Options for package lists of our own: they need no root and touch nothing of the system's. @param {string} cacheDir */
function ownLists(cacheDir) {
  const lists = path.join(cacheDir, 'apt', 'lists');
  const cache = path.join(cacheDir, 'apt', 'cache');
  for (const folder of [lists, path.join(cache, 'archives')]) {
    fs.mkdirSync(path.join(folder, 'partial'), { recursive: true });
  }
  const settings = [`Dir::State::Lists=${lists}`, `Dir::Cache=${cache}`, 'Acquire::Languages=none'];
  return settings.flatMap((setting) => ['-o', setting]);
}

/**
 * The package and its dependencies, less what the machine has already. A dry run of an install, which needs no root.
 * @param {ReturnType<typeof aptWith>} apt @param {string} name @returns {Promise<string[]>}
 */
async function missingPackages(apt, name) {
  const { code, stdout } = await apt([
    'install',
    '--simulate',
    '--reinstall',
    '--no-install-recommends',
    name,
  ]);
  if (code !== 0) return [];
  return stdout.split('\n').flatMap((line) => /^Inst (\S+)/.exec(line)?.[1] ?? []);
}

/** @param {string} folder @param {string} program @returns {Unpacked} */
function programIn(folder, program) {
  const file = path.join(folder, program);
  if (!isExecutable(file)) {
    return { ok: false, reason: `${file} is missing from the unpacked package` };
  }
  const libraries = libraryFolders(folder);
  return {
    ok: true,
    program: file,
    env: libraries.length > 0 ? { LD_LIBRARY_PATH: libraries.join(':') } : {},
    folder,
  };
}

/** Folders with shared libraries, those of one package alone (`pulseaudio`, `nss`) included. @param {string} folder @returns {string[]} */
function libraryFolders(folder) {
  const tops = ['lib', 'usr/lib'].map((name) => path.join(folder, name));
  const isLibrary = /^lib[^/]+\.so(?:\.|$)/;
  const found = tops.filter((top) => fs.existsSync(top)).flatMap((top) => foldersBelow(top, 2));
  return found.filter((one) => fs.readdirSync(one).some((name) => isLibrary.test(name)));
}

/** @param {string} folder @param {number} depth @returns {string[]} itself and the folders in it, so deep */
function foldersBelow(folder, depth) {
  if (depth < 0) return [];
  const inside = fs.readdirSync(folder, { withFileTypes: true });
  const folders = inside.filter((entry) => entry.isDirectory());
  return [
    folder,
    ...folders.flatMap((entry) => foldersBelow(path.join(folder, entry.name), depth - 1)),
  ];
}

/** @param {string} text */
const lastLine = (text) => text.trim().split('\n').at(-1) ?? '';
