/** A long list of the house, page by page. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Paged } from '../../api/contract.js';
import { type ApiError, request } from '../../api/http.js';

/** What was read so far, and how to read on. */
export interface PagedRead<T> {
  pages: T[];
  isPending: boolean;
  error: ApiError | null;
  /** Null on the last page. */
  more: (() => void) | null;
}

/** Reads `path` with `query`; the first page anew whenever something of it was changed. */
export function usePagedRead<T extends Paged>(
  path: string,
  query: Record<string, string> = {},
): PagedRead<T> {
  const list = useInfiniteQuery<T, ApiError>({
    queryKey: [path, query],
    queryFn: ({ pageParam, signal }) => {
      const before = typeof pageParam === 'string' ? { before: pageParam } : {};
      return request<T>('GET', path, { signal, query: { ...query, limit: 50, ...before } });
    },
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
  return {
    pages: list.data?.pages ?? [],
    isPending: list.isPending,
    error: list.error,
    more: list.hasNextPage ? () => void list.fetchNextPage() : null,
  };
}
