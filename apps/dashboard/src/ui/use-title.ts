import { useEffect } from 'react';

const HOUSE = 'IFA';

/** What the browser's tab and history are called, so that two tabs can be told apart; and what a screen reader says first. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${HOUSE}`;
    return () => {
      document.title = HOUSE;
    };
  }, [title]);
}
