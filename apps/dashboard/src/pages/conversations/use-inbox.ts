/**
 * The inbox as one long list. The newest conversations are read anew whenever something happens; the older ones are
 * fetched page by page as the list is scrolled and stay as they were, so that ten thousand cost no more than thirty.
 */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Conversation, Paged } from '../../api/contract.js';
import { type ApiError, request } from '../../api/http.js';
import { useRead } from '../../api/use-api.js';
import {
  hasGap,
  inOrder,
  type Known,
  NOTHING_KNOWN,
  withNewest,
  withOlder,
} from './known-conversations.js';

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

export function useInbox(filter: InboxFilter): Inbox {
  const newest = useRead<ConversationPage>('/conversations', {
    query: { ...filter, limit: NEWEST },
    everyMs: 60_000,
  });
  const [round, setRound] = useState(0);
  const older = useOlder(filter, round);
  const nextRound = (): void => setRound(round + 1);
  const known = useKnown(
    `${filter.state} ${filter.search}`,
    newest.isPlaceholderData ? undefined : newest.data,
    older.data?.pages,
    nextRound,
  );
  const conversations = useMemo(() => inOrder(known), [known]);
  return {
    conversations,
    total: newest.data?.total ?? 0,
    isPending: newest.isPending,
    error: newest.error ?? older.error,
    loadMore: () => {
      if (older.hasNextPage && !older.isFetching) void older.fetchNextPage();
    },
  };
}

/** All pages from the newest to the oldest; a new round begins anew. */
function useOlder(filter: InboxFilter, round: number) {
  return useInfiniteQuery<ConversationPage, ApiError>({
    queryKey: ['inbox', filter, round],
    queryFn: ({ pageParam, signal }) => {
      const before = typeof pageParam === 'string' ? { before: pageParam } : {};
      return request('GET', '/conversations', {
        signal,
        query: { ...filter, limit: PAGE, ...before },
      });
    },
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    staleTime: 'static',
    gcTime: 0,
  });
}

/** Everything seen under this filter; what was known under another is forgotten. */
function useKnown(
  filterKey: string,
  newest: ConversationPage | undefined,
  pages: ConversationPage[] | undefined,
  onGap: () => void,
): Known {
  const [state, setState] = useState<Seen>({ ...NOTHING_SEEN, filterKey });
  // While the answer under a new filter is under way, the list stays as it was.
  if (newest === undefined) return state.known;
  const seen = state.filterKey === filterKey ? state : { ...NOTHING_SEEN, filterKey };
  if (state === seen && seen.newest === newest && seen.pages === pages) return seen.known;
  const older = withPages(seen, pages ?? []);
  const isAll = newest.next === null;
  const isNews = newest !== seen.newest;
  if (isNews && hasGap(older, newest.conversations, isAll)) onGap();
  const known = isNews ? withNewest(older, newest.conversations, isAll) : older;
  setState({ filterKey, newest, pages, known });
  return known;
}

function withPages(seen: Seen, pages: ConversationPage[]): Known {
  const fresh = pages.filter((page) => !seen.pages?.includes(page));
  return fresh.reduce((known, page) => withOlder(known, page.conversations), seen.known);
}

/** What has been worked into `known`. */
interface Seen {
  filterKey: string;
  newest: ConversationPage | undefined;
  pages: ConversationPage[] | undefined;
  known: Known;
}

const NOTHING_SEEN = { newest: undefined, pages: undefined, known: NOTHING_KNOWN };
