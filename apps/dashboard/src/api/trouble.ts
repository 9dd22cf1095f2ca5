/** What stands between the page and the API right now: nothing, no connection, or no session. */
import { useSyncExternalStore } from 'react';
import { onOutcome, type Outcome } from './http.js';

const LOOK_AGAIN_MS = 3_000;

interface Trouble {
  isUnreachable: boolean;
  isSignedOut: boolean;
}

let trouble: Trouble = { isUnreachable: false, isSignedOut: false };
let timer: number | undefined;
const readers = new Set<() => void>();
const onRecovery = new Set<() => void>();

function change(next: Trouble): void {
  if (next.isUnreachable === trouble.isUnreachable && next.isSignedOut === trouble.isSignedOut) {
    return;
  }
  trouble = next;
  for (const reader of readers) reader();
}

async function lookAgain(): Promise<void> {
  const response = await fetch('/health/ready').catch(() => null);
  if (response?.ok) recovered();
  else timer = window.setTimeout(() => void lookAgain(), LOOK_AGAIN_MS);
}

function recovered(): void {
  const wasAway = trouble.isUnreachable;
  window.clearTimeout(timer);
  timer = undefined;
  change({ ...trouble, isUnreachable: false });
  if (wasAway) for (const listener of onRecovery) listener();
}

function onEnd(outcome: Outcome): void {
  if (outcome === 'signed_out') change({ ...trouble, isSignedOut: true });
  if (outcome === 'answered' && trouble.isUnreachable) recovered();
  if (outcome !== 'unreachable') return;
  change({ ...trouble, isUnreachable: true });
  timer ??= window.setTimeout(() => void lookAgain(), LOOK_AGAIN_MS);
}

/** Watches all requests; `recover` is called when the API is back after it was away. */
export function watchTrouble(recover: () => void): void {
  onOutcome(onEnd);
  onRecovery.add(recover);
  window.addEventListener('offline', () => onEnd('unreachable'));
  window.addEventListener('online', () => void lookAgain());
}

/** The person has signed in (again). */
export function signedIn(): void {
  change({ isUnreachable: false, isSignedOut: false });
}

export function useTrouble(): Trouble {
  return useSyncExternalStore(
    (reader) => {
      readers.add(reader);
      return () => readers.delete(reader);
    },
    () => trouble,
  );
}
