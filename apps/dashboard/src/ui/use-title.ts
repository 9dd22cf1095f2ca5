import { useEffect, useSyncExternalStore } from 'react';

const HOUSE = 'IFA';

/** What a screen reader says by itself when the dashboard is loaded. */
const loadedAt = window.location.pathname;
let hasMoved = false;
let title = HOUSE;
let news = '';
const readers = new Set<() => void>();

function say(next: string): void {
  hasMoved ||= window.location.pathname !== loadedAt;
  if (hasMoved && next !== title) {
    news = next;
    for (const reader of readers) reader();
  }
  title = next;
}

/** What the browser's tab and history are called, so that two tabs can be told apart; and what a screen reader says first. */
export function useTitle(name: string): void {
  useEffect(() => {
    document.title = `${name} · ${HOUSE}`;
    say(name);
    return () => {
      document.title = HOUSE;
    };
  }, [name]);
}

/** The title of the page or the thread that was opened last; '' until something was opened after the first load. */
export function useNewTitle(): string {
  return useSyncExternalStore(
    (reader) => {
      readers.add(reader);
      return () => readers.delete(reader);
    },
    () => news,
  );
}
