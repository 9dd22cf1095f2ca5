/**
 * Waits until a buyer has finished writing: a burst of short messages gets one answer. Pure waiting; the caller reads
 * the queue and decides what one run answers.
 */
import type { WaitingMessage } from '#features/messaging';

export interface DebounceSettings {
  debounceMs: number;
  maxDebounceMs: number;
}

/**
 * How long to wait before these messages are answered, in ms; 0: now.
 *
 * @param messages what one run would answer, oldest first
 */
export function waitBeforeAnswerMs(messages: WaitingMessage[], settings: DebounceSettings): number {
  const first = messages[0];
  const last = messages.at(-1);
  if (!first || !last || first.attemptCount > 0 || first.crashCount > 0) return 0;
  const silenceLeftMs = settings.debounceMs - last.ageMs;
  const patienceLeftMs = settings.maxDebounceMs - first.ageMs;
  return Math.max(0, Math.min(silenceLeftMs, patienceLeftMs));
}

/**
 * What one run answers, out of what waits: everything from the head on, as long as nothing went wrong with it before.
 * A message that failed, or crashed twice, runs alone, so that a poisonous one takes no neighbour with it.
 */
export function batchForRun(queued: WaitingMessage[]): WaitingMessage[] {
  const head = queued[0];
  if (!head || head.dueInMs > 0) return [];
  if (suspicious(head)) return [head];
  const end = queued.findIndex((message) => suspicious(message) || message.dueInMs > 0);
  return end === -1 ? queued : queued.slice(0, end);
}

function suspicious(message: WaitingMessage): boolean {
  return message.attemptCount > 0 || message.crashCount > 1;
}
