/**
 * The agent's events as they happen. The browser reconnects by itself after a lost connection and tells where it was
 * (Last-Event-ID); after a refusal it gives up, so we open a new one then.
 */
const TYPES = [
  'message.received',
  'run.started',
  'run.superseded',
  'tool_use',
  'tool_result',
  'text.delta',
  'response',
  'run.failed',
  'delivery.pending',
  'delivery.sending',
  'delivery.sent',
  'delivery.delivered',
  'delivery.read',
  'delivery.failed',
  'delivery.unknown',
  'delivery.cancelled',
  'conversation.blocked',
  'conversation.changed',
  'conversation.replied',
  'conversation.taken_over',
  'handoff.requested',
  'question.asked',
  'channel.changed',
  'budget.warning',
  'proposal.changed',
  'proposal.conflict',
  'proposal.expired',
  'proposal.failed',
  'proposal.published',
  'sync.progress',
  'not_answered',
  'agent.changed',
  'agent.paused',
  'agent.resumed',
  'agent.soul_changed',
  'custom_request.taken',
  'etsy.needs_reconnect',
  'etsy.reconnect_soon',
] as const;

const REOPEN_MS = 5_000;

/** One event. */
export interface LiveEvent {
  type: string;
  content?: string;
  metadata?: Record<string, unknown>;
  conversationId?: string;
  runId?: string;
  text?: string;
}

/** Where an event belongs, or null. */
export function conversationOf(event: LiveEvent): string | null {
  const id = event.conversationId ?? event.metadata?.['conversationId'];
  return typeof id === 'string' ? id : null;
}

/** Of which run an event tells, or null. */
export function runOf(event: LiveEvent): string | null {
  const id = event.runId ?? event.metadata?.['runId'];
  return typeof id === 'string' ? id : null;
}

/** Follows the stream until the returned function is called. */
export function followEvents(
  onEvent: (event: LiveEvent) => void,
  onOpen: (again: boolean) => void,
  onRefused: () => void,
): () => void {
  let source: EventSource | null = null;
  let timer: number | undefined;
  let opened = 0;
  const listen = (message: MessageEvent<string>): void => {
    const data = parse(message.data);
    if (data) onEvent({ ...data, type: message.type });
  };
  const open = (): void => {
    source = new EventSource('/agents/me/events/stream');
    source.addEventListener('open', () => onOpen(opened++ > 0));
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      onRefused();
      timer = window.setTimeout(open, REOPEN_MS);
    });
    for (const type of TYPES) source.addEventListener(type, listen);
  };
  open();
  return () => {
    window.clearTimeout(timer);
    source?.close();
  };
}

function parse(text: string): LiveEvent | null {
  try {
    return JSON.parse(text) as LiveEvent;
  } catch {
    return null;
  }
}
