/** A run in the hands of this worker. */
import type { LeasedConversation, WaitingMessage } from '#features/messaging';
import type { Id } from '#platform/ids';

export interface OpenRun {
  id: Id<'run'>;
  conversation: LeasedConversation;
  messages: WaitingMessage[];
  sessionId: string;
  worker: string;
  warm: boolean;
  pid: number | null;
}

export function idsOf(messages: WaitingMessage[]): Id<'inb'>[] {
  return messages.map((message) => message.id);
}

/** @throws for a run without messages, which nobody makes */
export function firstOf(messages: WaitingMessage[]): WaitingMessage {
  const [first] = messages;
  if (!first) throw new Error('a run without messages');
  return first;
}
