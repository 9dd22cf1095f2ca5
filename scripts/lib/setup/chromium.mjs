/**
 * Chromium for the browser tests: the machine's own, else Debian's package; installed where we are root, else unpacked
 * into the data folder behind a small script that tells it where its libraries and fonts are.
 */
import fs from 'node:fs';
import path from 'node:path';
import { isRoot } from '../servers/accounts.mjs';
import { unpackDebian } from '../servers/apt-unpack.mjs';
import { findCommand } from '../commands.mjs';
import { run } from '../run/processes.mjs';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** @typedef {{ env: NodeJS.ProcessEnv, detail: string }} Browser  CHROMIUM_PATH, where there is one */

/** @param {string} cacheDir where packages are unpacked @param {(text: string) => void} progress @returns {Promise<Browser>} */
export async function bringChromium(cacheDir, progress) {
  const found = process.env['CHROMIUM_PATH'] ?? findCommand(COMMANDS);
  if (found !== null) return at(found);
  const installed = await install(progress);
  if (installed !== null) return at(installed);
  const request = { package: 'chromium', program: 'usr/lib/chromium/chromium' };
  const unpacked = await unpackDebian({ ...request, cacheDir, progress });
  if (unpacked.ok) return at(launcher(unpacked));
  const detail = `none, and ${unpacked.reason}: install chromium to run the browser tests`;
  return { env: {}, detail };
}

/** @param {string} program @returns {Browser} */
const at = (program) => ({ env: { CHROMIUM_PATH: program }, detail: program });

/** @param {(text: string) => void} progress @returns {Promise<string | null>} */
async function install(progress) {
  if (!isRoot() || findCommand(['apt-get']) === null) return null;
  progress('installing chromium with apt-get (for the browser tests)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env });
  return findCommand(COMMANDS);
}

/** @param {{ program: string, env: NodeJS.ProcessEnv, folder: string }} unpacked @returns {string} a script that runs it */
function launcher({ program, env, folder }) {
  const fonts = path.join(folder, 'fonts.conf');
  const cache = path.join(folder, 'font-cache');
  const dir = path.join(folder, 'usr/share/fonts');
  fs.writeFileSync(
    fonts,
    `<?xml version="1.0"?>\n<fontconfig><dir>${dir}</dir><cachedir>${cache}</cachedir></fontconfig>\n`,
  );
  const script = path.join(folder, 'chromium.sh');
  const libraries = env['LD_LIBRARY_PATH'] ?? '';
  fs.writeFileSync(
    script,
    `#!/bin/sh\nexport LD_LIBRARY_PATH='${libraries}' FONTCONFIG_FILE='${fonts}'\nexec '${program}' "$@"\n`,
    { mode: 0o755 },
  );
  return script;
}
