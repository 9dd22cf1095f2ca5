/** Reading and changing, as the pages do it. A query's key is its path and its query. */
import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { type ApiError, request, type RequestOptions } from './http.js';

interface ReadOptions {
  query?: Record<string, string | number | undefined>;
  enabled?: boolean;
  /** Ask again so often, ms; false: only when something happens. */
  everyMs?: number | false;
}

/** Reads a path; what was there stays on the page while the next answer is under way. */
export function useRead<T>(path: string, options: ReadOptions = {}): UseQueryResult<T, ApiError> {
  const { query, enabled = true, everyMs = false } = options;
  return useQuery<T, ApiError>({
    queryKey: query ? [path, query] : [path],
    queryFn: ({ signal }) => request<T>('GET', path, { signal, ...(query && { query }) }),
    enabled,
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
  });
}

/** Something to be changed. */
export interface Change {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  idempotencyKey?: string;
}

/** Changes something, then reads the paths anew that begin with one of `touches`. */
export function useChange<T = unknown>(
  touches: readonly string[],
): UseMutationResult<T, ApiError, Change> {
  const client = useQueryClient();
  return useMutation<T, ApiError, Change>({
    mutationFn: ({ method, path, body, idempotencyKey }) => {
      const options: RequestOptions = { body, ...(idempotencyKey && { idempotencyKey }) };
      return request<T>(method, path, options);
    },
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => touches.some((path) => String(queryKey[0]).startsWith(path)),
      }),
  });
}
