/**
 * Makes a fresh CLI process go once through building and sending a model request: the first time costs it a tenth of a
 * second and more, in code that has never run. It asks itself a side question, which it keeps out of its conversation
 * and its transcript; outside a turn the gateway refuses it, so that no model hears of it (CLI 2.1.330, seen 2026-12-01).
 */
import type { Query } from '@anthropic-ai/claude-agent-sdk';

const PATIENCE_MS = 5_000;

/** A method of the driver that its types leave out. */
type SideQuestion = (question: string) => Promise<unknown>;

/** @returns false when it did not come to an end: the process may still be about to ask */
export async function warmUp(query: Query): Promise<boolean> {
  const ask = sideQuestionOf(query);
  if (!ask) return true;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const asked = ask('Ready?').then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

function sideQuestionOf(query: Query): SideQuestion | null {
  const method: unknown = Reflect.get(query, 'askSideQuestion');
  return typeof method === 'function' ? (question) => method.call(query, question) : null;
}
