/**
 * `npm run demo`: a buyer asks the demo shop something on Telegram (the stand-in), and you see the question, the tools
 * that were called and the answer that reached the chat. Uses the running `npm start`, or starts and stops one.
 * With words behind it, asks those: npm run demo -- "How much is the oatmeal teapot?"
 * With --all it asks seventeen questions of different kinds, one after the other.
 */
import { fileURLToPath } from 'node:url';
import { enterPinnedNode } from './lib/setup/node-runtime.mjs';
import { complain } from './lib/ui.mjs';

try {
  await enterPinnedNode(fileURLToPath(import.meta.url));
  const { playDemo } = await import('./lib/demo/demo-play.mjs');
  const words = process.argv.slice(2);
  const all = words.includes('--all');
  await playDemo(words.filter((word) => word !== '--all').join(' '), all);
  process.exit(0);
} catch (error) {
  complain(error);
  process.exit(1);
}
