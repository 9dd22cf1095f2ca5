import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './http.js';
import { watchTrouble } from './trouble.js';

const RETRIES_MAX = 2;
const LONGEST_WAIT_MS = 60_000;

/** What cannot get better by asking again is not asked again. */
function isWorthRetrying(count: number, error: Error): boolean {
  if (count >= RETRIES_MAX) return false;
  if (!(error instanceof ApiError)) return true;
  return error.status === 0 || error.status === 429 || error.status >= 500;
}

/** As long as the API asks for, otherwise a second, then two. */
function waitBeforeRetry(count: number, error: Error): number {
  const asked = error instanceof ApiError ? error.retryAfterMs : null;
  return asked === null ? 1_000 * 2 ** count : Math.min(asked, LONGEST_WAIT_MS);
}

/** A page shows what it has and asks again behind it. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Asked also when the browser believes to be offline: no answer is an answer the page can show.
      networkMode: 'always',
      retry: isWorthRetrying,
      retryDelay: waitBeforeRetry,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

watchTrouble(() => void queryClient.invalidateQueries());
