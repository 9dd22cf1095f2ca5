/**
 * The inbox as one long list. The newest conversations are read anew whenever something happens; the older ones are
 * fetched page by page as the list is scrolled and stay as they were, so that ten thousand cost no more than thirty.
 */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Conversation, Paged } from '../../api/contract.js';
import { type ApiError, request } from '../../api/http.js';
import { useRead } from '../../api/use-api.js';

const NEWEST = 30;
const PAGE = 100;

interface ConversationPage extends Paged {
  conversations: Conversation[];
  total: number;
}

/** What the list is narrowed to. */
export interface InboxFilter {
  search: string;
  state: string;
}

/** The list and how to get more of it. */
export interface Inbox {
  conversations: Conversation[];
  total: number;
  isPending: boolean;
  error: ApiError | null;
  loadMore: () => void;
}

export function useInbox({ search, state }: InboxFilter): Inbox {
  const filter = { search, state };
  const newest = useRead<ConversationPage>('/conversations', {
    query: { ...filter, limit: NEWEST },
    everyMs: 60_000,
  });
  const all = useInfiniteQuery<ConversationPage, ApiError>({
    queryKey: ['inbox', filter],
    queryFn: ({ pageParam, signal }) =>
      request('GET', '/conversations', {
        signal,
        query: {
          ...filter,
          limit: PAGE,
          ...(typeof pageParam === 'string' && { before: pageParam }),
        },
      }),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const conversations = useMemo(
    () => merged(newest.data?.conversations ?? [], all.data?.pages ?? []),
    [newest.data, all.data],
  );
  return {
    conversations,
    total: newest.data?.total ?? 0,
    isPending: newest.isPending,
    error: newest.error,
    loadMore: () => {
      if (all.hasNextPage && !all.isFetching) void all.fetchNextPage();
    },
  };
}

/** The newest first, then what is older; each conversation once, in its newest form. */
function merged(newest: Conversation[], pages: ConversationPage[]): Conversation[] {
  const seen = new Set(newest.map(({ id }) => id));
  const rest = pages
    .flatMap((page) => page.conversations)
    .filter(({ id }) => !seen.has(id) && Boolean(seen.add(id)));
  return [...newest, ...rest];
}
