/**
 * A terminal to try copied examples in. A bare machine has neither curl nor openssl; where they are missing, small
 * programs do the few things that the examples ask of them. Where they are there, the real ones are used.
 */
import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { tempFolder } from '../../support/temp-folder.js';

const run = promisify(execFile);

const OPENSSL = `
const { createHmac } = require('node:crypto');
const [, , command, ...options] = process.argv;
const input = require('node:fs').readFileSync(0);
const key = options.find((one) => one.startsWith('hexkey:'))?.slice('hexkey:'.length);
if (command === 'dgst' && key && options.includes('-sha256') && options.includes('-binary')) {
  process.stdout.write(createHmac('sha256', Buffer.from(key, 'hex')).update(input).digest());
} else if (command === 'base64' && options.includes('-A')) {
  const decodes = options.includes('-d');
  process.stdout.write(decodes ? Buffer.from(String(input), 'base64') : input.toString('base64'));
} else process.exit(1);`;

const CURL = `
const [, , url, ...options] = process.argv;
const after = (flag) => options.flatMap((one, n) => (one === flag ? [options[n + 1]] : []));
const headers = after('-H').map((line) => line.split(/: (.*)/s).slice(0, 2));
fetch(url, { method: 'POST', headers, body: after('-d')[0] })
  .then((answer) => answer.text())
  .then((text) => process.stdout.write(text));`;

/** Runs a shell script. @returns what it printed @throws when its last command fails */
export async function inTerminal(script: string): Promise<string> {
  const folder = tempFolder();
  for (const [name, program] of Object.entries({ openssl: OPENSSL, curl: CURL })) {
    const file = join(folder, `${name}.cjs`);
    await writeFile(file, program);
    await writeFile(join(folder, name), `#!/bin/sh\nexec '${process.execPath}' '${file}' "$@"\n`);
    await chmod(join(folder, name), 0o755);
  }
  const env = { ...process.env, PATH: [process.env['PATH'], folder].join(delimiter) };
  return (await run('sh', ['-c', script], { env })).stdout;
}
