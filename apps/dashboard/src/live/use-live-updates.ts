/** Turns events into fresh pages: what an event touches is read anew, at most every second and a half. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { conversationOf, followEvents, type LiveEvent } from './event-stream.js';
import { forgetWriting, noteWriting } from './writing.js';

const AT_MOST_EVERY_MS = 1_500;

/** The paths an event makes stale. */
function touchedBy(event: LiveEvent): string[] {
  const { type } = event;
  if (type === 'text.delta') return [];
  if (type === 'channel.changed') return ['/messaging'];
  if (type === 'sync.progress') return ['/products', '/etsy', '/dashboard'];
  if (type === 'proposal.changed') return ['/products/proposals'];
  if (type === 'budget.warning') return ['/agents/me/usage'];
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
      const id = conversationOf(event);
      if (id && event.type === 'text.delta') noteWriting(id, event.text ?? '');
      else if (id && ['response', 'run.failed'].includes(event.type)) forgetWriting(id);
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
