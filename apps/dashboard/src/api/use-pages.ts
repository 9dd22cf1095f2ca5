/** Lists that come page by page. What was read stays on the page while it is read anew. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Paged } from './contract.js';
import { type ApiError, request, type RequestOptions } from './http.js';

type Query = NonNullable<RequestOptions['query']>;

interface PagesOptions<Page, Item> {
  itemsOf: (page: Page) => Item[];
  /** What to ask for behind a page, when so many lines are known; null on the last. */
  nextOf: (page: Page, known: number) => Query | null;
  query?: Query;
  /** Ask again so often, ms. */
  everyMs?: number;
}

/** A list as far as it was read, and how to read on. */
export interface Pages<Item> {
  /** Undefined until the first page is there. */
  items: Item[] | undefined;
  error: ApiError | null;
  hasMore: boolean;
  isReadingMore: boolean;
  readMore: () => void;
}

/** Where the next page begins, as most lists of the API say it. */
export function behind({ next }: Paged): Query | null {
  return next === null ? null : { before: next };
}

export function usePages<Page, Item>(
  path: string,
  { itemsOf, nextOf, query = {}, everyMs }: PagesOptions<Page, Item>,
): Pages<Item> {
  const pages = useInfiniteQuery<Page, ApiError, { pages: Page[] }, unknown[], Query | null>({
    queryKey: [path, 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      request('GET', path, { signal, query: { ...query, ...pageParam } }),
    initialPageParam: null,
    getNextPageParam: (last, all) => nextOf(last, all.flatMap(itemsOf).length),
    refetchInterval: everyMs ?? false,
  });
  const { data } = pages;
  const items = useMemo(() => data?.pages.flatMap(itemsOf), [data, itemsOf]);
  return {
    items,
    error: pages.error,
    hasMore: pages.hasNextPage,
    isReadingMore: pages.isFetchingNextPage,
    readMore: () => void pages.fetchNextPage(),
  };
}
