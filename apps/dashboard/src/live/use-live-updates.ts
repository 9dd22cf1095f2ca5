/** Turns events into fresh pages: what an event touches is read anew, at the pace of the refresher. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { quietMs } from '../api/pace.js';
import { conversationOf, followEvents, type LiveEvent } from './event-stream.js';
import { Refresher } from './refresher.js';
import { followWriting } from './writing.js';

/** What events of other things than conversations make stale, by how their type begins. */
const TOUCHED: readonly (readonly [string, string[]])[] = [
  ['text.delta', []],
  ['channel.changed', ['/messaging']],
  ['sync.progress', ['/products', '/etsy', '/dashboard']],
  ['proposal.', ['/products/proposals', '/agents/me/events']],
  ['budget.warning', ['/agents/me/usage']],
  ['custom_request.taken', ['/agents/me/custom-requests', '/agents/me/events']],
  ['question.asked', ['/agents/me/knowledge', '/agents/me/events']],
  ['etsy.', ['/etsy', '/dashboard', '/agents/me/events']],
  [
    'agent.',
    ['/agents/me?', '/agents/me/soul', '/agents/me/events', '/dashboard', '/conversations'],
  ],
];

/** The paths an event makes stale. */
function touchedBy(event: LiveEvent): string[] {
  const { type } = event;
  const known = TOUCHED.find(([beginning]) => type.startsWith(beginning));
  if (known) return known[1];
  const id = conversationOf(event);
  const paths = ['/conversations?', '/dashboard', '/agents/me/not-answered', '/agents/me/events'];
  if (type.startsWith('delivery.')) paths.push('/messaging/undelivered');
  return id ? [...paths, `/conversations/${id}`] : paths;
}

/** What is on the page is read at once, the rest when it is looked at. */
function refreshOf(client: QueryClient): (paths: readonly string[]) => void {
  return (paths) =>
    void client.invalidateQueries({
      predicate: ({ queryKey }) => {
        const key = String(queryKey[0]);
        return paths.some((path) =>
          path.endsWith('?') ? key === path.slice(0, -1) : key.startsWith(path),
        );
      },
    });
}

/** For the one component that stands around all pages. */
export function useLiveUpdates(enabled: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!enabled) return undefined;
    const refresher = new Refresher({ refresh: refreshOf(client), quietMs });
    const onEvent = (event: LiveEvent): void => {
      followWriting(event);
      refresher.touch(touchedBy(event));
    };
    const onOpen = (again: boolean): void => {
      if (again) void client.invalidateQueries();
    };
    // An EventSource does not say why: whoever was signed out elsewhere learns it by asking who they are.
    const onRefused = (): void => void client.invalidateQueries({ queryKey: ['/auth/me'] });
    const stop = followEvents(onEvent, onOpen, onRefused);
    return () => {
      stop();
      refresher.stop();
    };
  }, [client, enabled]);
}
