/** Text that is being written and not sent: kept for this tab, so that a reload or a new sign-in loses nothing. */
import { useCallback, useState } from 'react';

const PREFIX = 'ifa.draft.';

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

function write(key: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(PREFIX + key);
    else sessionStorage.setItem(PREFIX + key, text);
  } catch {
    // Storage may be switched off; the text still stands on the page.
  }
}

/**
 * @param saved what stands there without a draft
 * @returns the text, a setter, and whether it differs from what is saved; setting null forgets the draft
 */
export function useDraft(
  key: string,
  saved = '',
): [string, (text: string | null) => void, boolean] {
  const [state, setState] = useState(() => ({ key, text: read(key) }));
  const text = state.key === key ? state.text : read(key);
  const set = useCallback(
    (next: string | null) => {
      write(key, next);
      setState({ key, text: next });
    },
    [key],
  );
  return [text ?? saved, set, text !== null && text !== saved];
}
