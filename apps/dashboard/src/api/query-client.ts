import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './http.js';
import { watchTrouble } from './trouble.js';

/** A page shows what it has and asks again behind it; what cannot get better by asking again is not asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Asked also when the browser believes to be offline: no answer is an answer the page can show.
      networkMode: 'always',
      retry: (count, error) =>
        count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

watchTrouble(() => void queryClient.invalidateQueries());
