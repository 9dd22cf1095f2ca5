/**
 * Writes what happens during a turn into the activity log, in order, without holding the turn up: what happens within a
 * twentieth of a second is written together, and what is left at the end with the end. Pieces of text go, together as
 * well, to the live readers only.
 */
import { Logger } from '@nestjs/common';
import type { RuntimeEvent } from '../sessions/agent-runtime.js';
import type { EventLogService, NewEvent } from '../events/event-log.service.js';
import type { OpenRun } from '../turns/open-run.js';

const CONTENT_MAX_CHARS = 2_000;
/** No reader sees the difference; each line by itself would queue for the agent's counter. */
const TOGETHER_MS = 50;

export class RunEvents {
  private readonly logger = new Logger(RunEvents.name);
  private chain: Promise<void> = Promise.resolve();
  private readonly waiting: NewEvent[] = [];
  private timer: NodeJS.Timeout | null = null;
  /** Pieces of the answer that no reader has been told yet. */
  private text = '';

  constructor(
    private readonly log: EventLogService,
    private readonly run: OpenRun,
  ) {}

  /** To be given to the runtime as its listener. */
  readonly onEvent = (event: RuntimeEvent): void => {
    const { conversation, id } = this.run;
    if (event.type === 'text_delta') this.text += event.text;
    else this.waiting.push(storedForm(event, { conversationId: conversation.id, runId: id }));
    this.timer ??= setTimeout(() => this.storeNext(), TOGETHER_MS);
  };

  /** What is not written yet: whoever writes down how the turn ended writes it in front of that. */
  async rest(): Promise<NewEvent[]> {
    if (this.timer) clearTimeout(this.timer);
    this.tellText();
    await this.chain;
    return this.waiting.splice(0);
  }

  private storeNext(): void {
    this.timer = null;
    this.tellText();
    this.chain = this.chain
      .then(() => this.store())
      // The log is for reading along; a turn does not fail because a line of it could not be written.
      .catch((error: unknown) =>
        this.logger.warn({ runId: this.run.id, error: String(error) }, 'an event was not stored'),
      );
  }

  private tellText(): void {
    const { conversation, id: runId } = this.run;
    const { text } = this;
    this.text = '';
    if (text === '') return;
    this.log.streamDelta(conversation.agentId, { conversationId: conversation.id, runId, text });
  }

  /** Everything that has come together since the last write. */
  private async store(): Promise<void> {
    const { agentId, id } = this.run.conversation;
    const lines = this.waiting.splice(0);
    if (lines.length > 0) await this.log.note(agentId, id, lines);
  }
}

function storedForm(
  event: Exclude<RuntimeEvent, { type: 'text_delta' }>,
  ids: { conversationId: string; runId: string },
): NewEvent {
  if (event.type === 'tool_use') {
    return {
      type: 'tool_use',
      content: event.name,
      metadata: {
        ...ids,
        tool: event.name,
        input: bounded(event.input),
        toolUseId: event.toolUseId,
      },
    };
  }
  return {
    type: 'tool_result',
    content: event.name,
    metadata: {
      ...ids,
      tool: event.name,
      toolUseId: event.toolUseId,
      ok: !event.isError,
      ms: event.ms,
      bytes: event.bytes,
    },
  };
}

function bounded(input: unknown): unknown {
  const text = JSON.stringify(input) ?? 'null';
  return text.length <= CONTENT_MAX_CHARS ? input : `${text.slice(0, CONTENT_MAX_CHARS)}…`;
}
