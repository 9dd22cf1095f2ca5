/**
 * The spans of one turn: each request to the model and each call of a tool. Both are told to us from sockets that know
 * nothing of the turn, so the place in the trace is kept from where the turn was begun.
 */
import { activeContext, startSpanIn, type Span } from '#platform/tracing';
import type { RequestUsage, RuntimeEvent, TurnMeter } from '../sessions/agent-runtime.js';

export class RunTrace implements TurnMeter {
  private readonly parent = activeContext();
  private readonly open = new Map<string, Span>();
  /** When the requests that have not been answered yet were made, oldest first. */
  private readonly askedAt: number[] = [];

  /** @param meter what the requests are really asked of */
  constructor(private readonly meter: TurnMeter) {}

  readonly authorize = async (): Promise<void> => {
    await this.meter.authorize();
    this.askedAt.push(Date.now());
  };

  readonly onUsage = (usage: RequestUsage): void => {
    this.meter.onUsage(usage);
    const span = this.open.get(usage.requestId) ?? this.begin(usage);
    if (usage.phase === 'start') return;
    span.setAttributes({
      'gen_ai.usage.input_tokens':
        usage.inputTokens + usage.cacheReadTokens + usage.cacheWriteTokens,
      'gen_ai.usage.output_tokens': usage.outputTokens,
      'gen_ai.usage.cache_read.input_tokens': usage.cacheReadTokens,
      'ifa.cost_micros': usage.costMicros,
      'ifa.complete': usage.complete,
    });
    this.close(usage.requestId);
  };

  readonly onEvent = (event: RuntimeEvent): void => {
    if (event.type === 'tool_use') {
      const named = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': event.name };
      const span = startSpanIn(this.parent, `execute_tool ${event.name}`, named);
      this.open.set(event.toolUseId, span);
    }
    if (event.type === 'tool_result') {
      this.open.get(event.toolUseId)?.setAttribute('ifa.ok', !event.isError);
      this.close(event.toolUseId);
    }
  };

  /** Whatever never came to an end ends with the turn. */
  end(): void {
    for (const span of this.open.values()) span.end();
    this.open.clear();
  }

  private begin({ requestId, model }: RequestUsage): Span {
    const named = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model };
    const span = startSpanIn(this.parent, `chat ${model}`, named, this.askedAt.shift());
    this.open.set(requestId, span);
    return span;
  }

  private close(id: string): void {
    this.open.get(id)?.end();
    this.open.delete(id);
  }
}
