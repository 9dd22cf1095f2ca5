/** Text that is being written and not sent: kept for this tab, so that a reload or a new sign-in loses nothing. */
import { useCallback, useSyncExternalStore } from 'react';

const PREFIX = 'ifa.draft.';
/** What the browser does not keep for us, the page does as long as it is there. */
const kept = new Map<string, string>();
const listeners = new Set<() => void>();

/** What stands in a draft now, whoever wrote it; null: there is none. */
export function draftOf(key: string): string | null {
  try {
    return kept.get(key) ?? sessionStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

function write(key: string, text: string | null): void {
  kept.delete(key);
  try {
    if (text === null) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, text);
  } catch {
    if (text !== null) kept.set(key, text);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * One draft is the same wherever it is shown: a page that was left and opened again sees what becomes of it meanwhile.
 *
 * @param saved what stands there without a draft
 * @returns the text, a setter, and whether it differs from what is saved; setting null forgets the draft
 */
export function useDraft(
  key: string,
  saved = '',
): [string, (text: string | null) => void, boolean] {
  const text = useSyncExternalStore(subscribe, () => draftOf(key));
  const set = useCallback((next: string | null) => write(key, next), [key]);
  return [text ?? saved, set, text !== null && text !== saved];
}
