/** What the agent is writing right now, by conversation; shown until the finished answer is there or it is dropped. */
import { useSyncExternalStore } from 'react';
import { conversationOf, type LiveEvent, runOf } from './event-stream.js';

/** After these there is no more of it: the whole answer is there, or nobody will ever get it. */
const ENDINGS: ReadonlySet<string> = new Set([
  'response',
  'run.failed',
  'run.superseded',
  'conversation.blocked',
  'conversation.replied',
  'conversation.taken_over',
]);

const texts = new Map<string, { runId: string | null; text: string }>();
/** The run that ended last: a piece of its text that was still under way does not bring it back. */
const ended = new Map<string, string>();
const readers = new Set<() => void>();

/** Takes in what an event says of it. */
export function followWriting(event: LiveEvent): void {
  const id = conversationOf(event);
  if (id === null) return;
  const runId = runOf(event);
  if (event.type === 'text.delta') add(id, runId, event.text ?? '');
  // The first words may come before their run is announced.
  else if (event.type === 'run.started' && texts.get(id)?.runId !== runId) end(id, null);
  else if (ENDINGS.has(event.type)) end(id, runId);
}

/** '' while nothing is being written there. */
export function writingIn(conversationId: string): string {
  return texts.get(conversationId)?.text ?? '';
}

export function useWriting(conversationId: string): string {
  return useSyncExternalStore(
    (reader) => {
      readers.add(reader);
      return () => readers.delete(reader);
    },
    () => writingIn(conversationId),
  );
}

function add(id: string, runId: string | null, text: string): void {
  if (runId !== null && ended.get(id) === runId) return;
  const known = texts.get(id);
  texts.set(id, { runId, text: known?.runId === runId ? known.text + text : text });
  tell();
}

function end(id: string, runId: string | null): void {
  const over = runId ?? texts.get(id)?.runId;
  if (over) ended.set(id, over);
  if (texts.delete(id)) tell();
}

function tell(): void {
  for (const reader of readers) reader();
}
