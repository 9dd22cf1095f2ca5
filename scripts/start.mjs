/**
 * `npm start`: everything from a bare clone to a running system. On the person's own Node it only installs what is
 * missing; the rest (lib/launch.mjs) runs on the Node 24 that npm brought.
 */
import { fileURLToPath } from 'node:url';
import { enterPinnedNode } from './lib/setup/node-runtime.mjs';
import { complain } from './lib/ui.mjs';

try {
  await enterPinnedNode(fileURLToPath(import.meta.url));
  const { launch } = await import('./lib/run/launch.mjs');
  await launch();
} catch (error) {
  complain(error);
  process.exit(1);
}
