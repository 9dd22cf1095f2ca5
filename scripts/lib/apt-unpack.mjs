/**
 * A program from Debian's packages without installing anything and without root: apt downloads the package and
 * those of its dependencies that the machine lacks, dpkg unpacks them into a folder, LD_LIBRARY_PATH does the rest.
 */
import fs from 'node:fs';
import path from 'node:path';
import { findCommand, isExecutable } from './commands.mjs';
import { readJson, writeJson } from './locks.mjs';
import { run } from './processes.mjs';

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

/** @param {string} folder @param {UnpackRequest} request @returns {Promise<string | null>} why it failed, or null */
async function fetchInto(folder, { package: name, cacheDir, progress }) {
  let apt = aptWith([]);
  let wanted = await missingPackages(apt, name);
  if (wanted.length === 0) {
    progress('fetching the package lists');
    apt = await withOwnLists(cacheDir);
    wanted = await missingPackages(apt, name);
  }
  if (wanted.length === 0) {
    return `apt knows no package ${name} (or the package lists cannot be fetched)`;
  }
  progress(`downloading ${wanted.length} Debian packages`);
  const debs = path.join(folder, 'debs');
  fs.mkdirSync(debs);
  let downloaded = await apt(['download', ...wanted], debs);
  if (downloaded.code !== 0) {
    // The machine's lists are older than the mirror: ask again with fresh ones.
    apt = await withOwnLists(cacheDir);
    downloaded = await apt(['download', ...(await missingPackages(apt, name))], debs);
  }
  if (downloaded.code !== 0) {
    return `apt could not download ${name}: ${lastLine(downloaded.output)}`;
  }
  for (const file of fs.readdirSync(debs)) {
    const { code, output } = await run('dpkg', ['-x', path.join(debs, file), folder]);
    if (code !== 0) return `dpkg could not unpack ${file}: ${lastLine(output)}`;
  }
  fs.rmSync(debs, { recursive: true });
  return null;
}

/** @param {string[]} options @returns {(args: string[], cwd?: string) => ReturnType<typeof run>} */
function aptWith(options) {
  const common = ['-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=', ...options];
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  return (args, cwd = '/') => run('apt-get', [...common, ...args], { cwd, env });
}

/** apt with package lists of its own, freshly fetched: needs no root and touches nothing of the system's. @param {string} cacheDir */
async function withOwnLists(cacheDir) {
  const lists = path.join(cacheDir, 'apt', 'lists');
  const cache = path.join(cacheDir, 'apt', 'cache');
  for (const folder of [lists, cache]) {
    fs.mkdirSync(path.join(folder, 'partial'), { recursive: true });
  }
  fs.mkdirSync(path.join(cache, 'archives', 'partial'), { recursive: true });
  const apt = aptWith([
    '-o',
    `Dir::State::Lists=${lists}`,
    '-o',
    `Dir::Cache=${cache}`,
    '-o',
    'Acquire::Languages=none',
  ]);
  await apt(['update', '-q']);
  return apt;
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

/** @param {string} folder @returns {string[]} */
function libraryFolders(folder) {
  const parents = [path.join(folder, 'lib'), path.join(folder, 'usr', 'lib')].filter((parent) =>
    fs.existsSync(parent),
  );
  const below = parents.flatMap((parent) =>
    fs.readdirSync(parent).map((name) => path.join(parent, name)),
  );
  return [...parents, ...below].filter(
    (one) =>
      fs.statSync(one).isDirectory() && fs.readdirSync(one).some((name) => name.includes('.so')),
  );
}

/** @param {string} text */
const lastLine = (text) => text.trim().split('\n').at(-1) ?? '';
