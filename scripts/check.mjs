/**
 * `npm test`, `npm run check`: the gate and every test, on a bare clone too. Every step runs even when an earlier one
 * failed; the last line is the sum of gate steps and test cases. With names (`check.mjs lint types`) only those steps.
 */
import { fileURLToPath } from 'node:url';
import { enterPinnedNode } from './lib/setup/node-runtime.mjs';
import { complain } from './lib/ui.mjs';

try {
  await enterPinnedNode(fileURLToPath(import.meta.url));
  const { runGate } = await import('./lib/gate/run-gate.mjs');
  process.exitCode = await runGate(process.argv.slice(2));
} catch (error) {
  complain(error);
  console.log('\n0 passed, 1 failed');
  process.exit(1);
}
