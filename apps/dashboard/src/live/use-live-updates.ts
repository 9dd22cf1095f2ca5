/** Turns events into fresh pages: what an event touches is read anew, at most every second and a half. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { conversationOf, followEvents, type LiveEvent } from './event-stream.js';
import { followWriting } from './writing.js';

const AT_MOST_EVERY_MS = 1_500;

/** What events of other things than conversations make stale, by how their type begins. */
const TOUCHED: readonly (readonly [string, string[]])[] = [
  ['text.delta', []],
  ['channel.changed', ['/messaging']],
  ['sync.progress', ['/products', '/etsy', '/dashboard']],
  ['proposal.', ['/products/proposals', '/agents/me/events']],
  ['budget.warning', ['/agents/me/usage']],
  ['custom_request.taken', ['/agents/me/custom-requests', '/agents/me/events']],
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

class Refresher {
  private readonly waiting = new Set<string>();
  private timer: number | undefined;

  constructor(private readonly client: QueryClient) {}

  touch(paths: string[]): void {
    for (const path of paths) this.waiting.add(path);
    if (paths.length > 0) this.timer ??= window.setTimeout(() => this.refresh(), this.delay());
  }

  stop(): void {
    window.clearTimeout(this.timer);
  }

  private lastAt = 0;

  /** The first event shows at once; those of a burst together. */
  private delay(): number {
    return Math.max(60, this.lastAt + AT_MOST_EVERY_MS - Date.now());
  }

  private refresh(): void {
    const paths = [...this.waiting];
    this.waiting.clear();
    this.timer = undefined;
    this.lastAt = Date.now();
    void this.client.invalidateQueries({
      predicate: ({ queryKey }) => {
        const key = String(queryKey[0]);
        return paths.some((path) =>
          path.endsWith('?') ? key === path.slice(0, -1) : key.startsWith(path),
        );
      },
    });
  }
}

/** For the one component that stands around all pages. */
export function useLiveUpdates(enabled: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!enabled) return undefined;
    const refresher = new Refresher(client);
    const onEvent = (event: LiveEvent): void => {
      followWriting(event);
      refresher.touch(touchedBy(event));
    };
    const onOpen = (again: boolean): void => {
      if (again) void client.invalidateQueries();
    };
    const stop = followEvents(onEvent, onOpen);
    return () => {
      stop();
      refresher.stop();
    };
  }, [client, enabled]);
}
