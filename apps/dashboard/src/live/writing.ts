/** What the agent is writing right now, by conversation; shown until the finished answer is there. */
import { useSyncExternalStore } from 'react';

const texts = new Map<string, string>();
const readers = new Set<() => void>();

function tell(): void {
  for (const reader of readers) reader();
}

export function noteWriting(conversationId: string, text: string): void {
  texts.set(conversationId, (texts.get(conversationId) ?? '') + text);
  tell();
}

export function forgetWriting(conversationId: string): void {
  if (texts.delete(conversationId)) tell();
}

export function useWriting(conversationId: string): string {
  return useSyncExternalStore(
    (reader) => {
      readers.add(reader);
      return () => readers.delete(reader);
    },
    () => texts.get(conversationId) ?? '',
  );
}
