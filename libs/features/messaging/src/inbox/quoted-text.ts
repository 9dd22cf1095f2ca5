/** What a message answers to, as its writer's app tells it: bounded, for it may be as long as any message. */
import { storableText } from '#platform/database';

const MAX_CHARS = 500;

/** @returns what to add to a payload: nothing where nothing is quoted */
export function quotedText(quoted: string | null | undefined): { quoted?: string } {
  const text = storableText((quoted ?? '').slice(0, MAX_CHARS)).trim();
  return text === '' ? {} : { quoted: text };
}
