/**
 * The cures that hold for the whole process. They are installed before the first socket is made, and stay.
 * A test may install all but some, to show that the fault is still there without them.
 */
import { filterConsole } from './console-filter.js';
import { bindJobContext } from './job-context.js';
import { checkSignatures } from './signature-checks.js';
import type { Uninstall } from './uninstall.js';

const CURES = {
  'job-context': bindJobContext,
  'signature-checks': checkSignatures,
  'console-filter': () => filterConsole(),
} satisfies Record<string, () => Uninstall>;

/** The name of a cure that holds for the whole process. */
export type ProcessCure = keyof typeof CURES;

let installed: { without: string; uninstall: Uninstall[] } | null = null;

/** Makes sure that all cures but `without` are in place. Throws when one cannot be installed. */
export function cureProcess(without: readonly ProcessCure[] = []): void {
  const wanted = [...without].sort().join();
  if (installed?.without === wanted) return;
  for (const uninstall of installed?.uninstall.reverse() ?? []) uninstall();
  installed = { without: wanted, uninstall: [] };
  for (const name of cureNames()) {
    if (!without.includes(name)) installed.uninstall.push(CURES[name]());
  }
}

function cureNames(): ProcessCure[] {
  return ['job-context', 'signature-checks', 'console-filter'];
}
