import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { Conversation, Message, Paged, Run } from '../../api/contract.js';
import { type ApiError, request } from '../../api/http.js';
import { useRead } from '../../api/use-api.js';
import { useWriting } from '../../live/writing.js';
import { Button, Loading, Problem } from '../../ui/parts.js';
import { Bubble } from './bubble.js';
import { RunCard } from './run-card.js';

interface MessagePage extends Paged {
  messages: Message[];
}

/** What was said, oldest at the top; the place stays at the newest unless somebody scrolled up. */
export function Messages({ conversation }: { conversation: Conversation }) {
  const path = `/conversations/${conversation.id}/messages`;
  const pages = useInfiniteQuery<MessagePage, ApiError>({
    queryKey: [path],
    queryFn: ({ pageParam, signal }) =>
      request('GET', path, {
        signal,
        query: { limit: 50, ...(typeof pageParam === 'string' && { before: pageParam }) },
      }),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
  });
  const runs = useRead<{ runs: Run[] }>(`/conversations/${conversation.id}/runs`);
  const written = useWriting(conversation.id);
  // What a person has taken over is not answered by what the agent was writing.
  const writing = conversation.owner === 'ai' ? written : '';
  const messages = (pages.data?.pages ?? []).flatMap((page) => page.messages).toReversed();
  const newest = messages.at(-1);
  const runCount = runs.data?.runs.length ?? 0;
  const box = useStickyEnd(`${newest?.id} ${newest?.status} ${writing.length} ${runCount}`);
  const keepPlace = useKeptPlace(box, pages.data?.pages.length ?? 0);
  if (pages.isPending) return <Loading what="messages" />;
  const showEarlier = (): void => {
    keepPlace();
    void pages.fetchNextPage();
  };
  const runOf = new Map(runs.data?.runs.map((run) => [run.id, run]));
  const shown = new Set<string>();
  return (
    <div className="messages" ref={box} tabIndex={0} role="log" aria-label="Messages">
      <Problem error={pages.error} />
      {pages.hasNextPage && (
        <Button busy={pages.isFetchingNextPage} onClick={showEarlier}>
          Show earlier messages
        </Button>
      )}
      {messages.length === 0 && <p className="hint">Nothing has been said yet.</p>}
      {messages.map((message) => {
        const run = message.direction === 'out' ? runOf.get(message.runId ?? '') : undefined;
        const isFirst = run !== undefined && !shown.has(run.id);
        if (run) shown.add(run.id);
        return (
          <div key={message.id} className={`said-by ${message.direction}`}>
            {run && isFirst && <RunCard run={run} />}
            <Bubble message={message} />
          </div>
        );
      })}
      {writing !== '' && (
        <div className="said-by out">
          <div className="bubble agent writing" dir="auto">
            {writing}
          </div>
        </div>
      )}
      {writing === '' && conversation.state === 'answering' && (
        <p className="hint" role="status">
          <span className="spinner" aria-hidden="true" /> The agent is answering…
        </p>
      )}
    </div>
  );
}

/** Scrolls to the end when something new is there, if the end was in sight. */
function useStickyEnd(newest: string): React.RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const note = (): void => {
      const { scrollHeight, scrollTop, clientHeight } = element;
      isAtEnd.current = scrollHeight - scrollTop - clientHeight < 80;
    };
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    element.addEventListener('scroll', note, { passive: true });
    return () => element.removeEventListener('scroll', note);
  }, [newest]);
  return box;
}

/** Whoever reads upwards stays where they are while more comes in above. @returns to be called before that */
function useKeptPlace(box: React.RefObject<HTMLDivElement | null>, pageCount: number): () => void {
  const kept = useRef<{ message: Element; topPx: number } | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || kept.current === null) return;
    element.scrollTop += topOf(kept.current.message) - kept.current.topPx;
    kept.current = null;
    // The button goes when that was all; the focus stays in the log.
    if (document.activeElement === document.body) element.focus({ preventScroll: true });
  }, [box, pageCount]);
  return () => {
    const message = box.current?.querySelector('.said-by');
    if (message) kept.current = { message, topPx: topOf(message) };
  };
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top;
}
