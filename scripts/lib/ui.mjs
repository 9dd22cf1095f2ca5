/**
 * What a person sees: one line per step with its duration, warnings, and errors without a stack.
 * Nothing else in scripts/ writes to the console on its own.
 */

/** An error whose message is meant for the person at the terminal: printed as it is, without a stack. */
export class UserError extends Error {}

const colours = process.stdout.isTTY && !process.env['NO_COLOR'];
/** @param {number} code @param {string} text */
const paint = (code, text) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);

/** @param {string} text */
export const bold = (text) => paint(1, text);
/** @param {string} text */
export const dim = (text) => paint(2, text);

/** A plain line. @param {string} text */
export const say = (text = '') => console.log(text);

/** Something that is not as it should be, but does not stop us. @param {string} text */
export const warn = (text) => console.log(`${paint(33, '!')} ${text}`);

/** What a machine may refuse, which is no fault of ours: said without a stack. @type {Record<string, string>} */
const REFUSALS = {
  ENOSPC: 'There is no room left on the disk',
  EDQUOT: 'Your share of the disk is used up',
  EROFS: 'This folder can only be read',
  EACCES: 'You may not write here',
  EPERM: 'You may not do this here',
};

/** @param {unknown} error @returns {string | undefined} */
function textOf(error) {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UserError) return error.message;
  const refusal = 'code' in error ? REFUSALS[String(error.code)] : undefined;
  return refusal === undefined ? error.stack : `${refusal} (${error.message}).`;
}

/** The end of the road. @param {unknown} error */
export function complain(error) {
  console.error(`${paint(31, 'x')} ${textOf(error)}`);
}

/** "0.4 s", "12 s", "2 min 05 s". @param {number} ms */
export function duration(ms) {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/**
 * Runs one step and prints its line when it is done. `work` may return a string, which is printed behind the label.
 * @template T
 * @param {string} label
 * @param {(detail: (text: string) => void) => Promise<T>} work  `detail` sets what is printed behind the label
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const startedAt = Date.now();
  let detail = '';
  const late = setTimeout(() => say(`  ${label} ${dim('...')}`), 3_000);
  try {
    const result = await work((text) => {
      detail = text;
    });
    say(
      `${paint(32, '+')} ${label.padEnd(14)} ${dim(duration(Date.now() - startedAt).padStart(6))}  ${detail}`,
    );
    return result;
  } finally {
    clearTimeout(late);
  }
}
