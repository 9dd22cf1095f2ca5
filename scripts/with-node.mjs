/** Runs a program of node_modules/.bin on the pinned Node, installing first when needed: node scripts/with-node.mjs oxfmt . */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { enterPinnedNode } from './lib/setup/node-runtime.mjs';
import { inRoot, ROOT } from './lib/paths.mjs';
import { complain } from './lib/ui.mjs';

try {
  await enterPinnedNode(fileURLToPath(import.meta.url));
  const [command = '', ...args] = process.argv.slice(2);
  const folder = path.dirname(process.execPath);
  const env = { ...process.env, PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` };
  const child = spawn(inRoot('node_modules', '.bin', command), args, {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  });
  child.once('error', complain);
  child.once('exit', (code) => process.exit(code ?? 1));
} catch (error) {
  complain(error);
  process.exit(1);
}
