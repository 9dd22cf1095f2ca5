/** What may keep a conversation waiting although its agent works: business hours, and a model that is down. */
import { Injectable } from '@nestjs/common';
import type { LeasedConversation, WaitingMessage } from '#features/messaging';
import { Clock, HOUR_MS } from '#platform/clock';
import type { AgentBrief } from '../brief/agent-brief.service.js';
import type { TurnResult } from '../../sessions/agent-runtime.js';
import { openState } from '../../hours/business-hours.js';
import { ModelBreaker } from '../../sessions/model-breaker.js';
import { MODEL_DOWN, OUT_OF_HOURS } from './turn-reasons.js';
import { TurnStartService } from '../turn-start.service.js';

/** Failures that are the model's side's, whoever asks. */
const MODEL_FAULTS: ReadonlySet<string> = new Set([
  'api_error',
  'rate_limited',
  'overloaded',
  'auth',
]);

@Injectable()
export class TurnGatesService {
  constructor(
    private readonly starts: TurnStartService,
    private readonly breaker: ModelBreaker,
    private readonly clock: Clock,
  ) {}

  /**
   * Whether these messages may be answered now; otherwise they have been put off. After a yes the breaker waits for
   * word of how it went.
   */
  async mayAnswer(
    conversation: LeasedConversation,
    brief: AgentBrief,
    messages: WaitingMessage[],
  ): Promise<boolean> {
    if (!(await this.isOpen(conversation, brief, messages))) return false;
    const delayMs = this.breaker.enter();
    if (delayMs === 0) return true;
    await this.starts.hold(conversation, messages, { delayMs, reason: MODEL_DOWN });
    return false;
  }

  /** How the run went that was let through; null: it came to nothing before it asked the model. */
  report(result: TurnResult | null): void {
    if (result?.ok) this.breaker.succeeded();
    else if (result && MODEL_FAULTS.has(result.reason)) this.breaker.failed(result.retryAfterMs);
    else this.breaker.withdrawn();
  }

  /** How old a message may count, ms: while the shop is closed nothing grows old, and only since it opened after. */
  countedAgeMs(brief: AgentBrief, ageMs: number): number {
    const { hours, timeZone } = brief.config;
    if (!hours || hours.outside === 'answer') return ageMs;
    const state = openState(hours, this.clock.now(), timeZone);
    return state.open ? Math.min(ageMs, state.openForMs) : 0;
  }

  private async isOpen(
    conversation: LeasedConversation,
    brief: AgentBrief,
    messages: WaitingMessage[],
  ): Promise<boolean> {
    const { hours, timeZone } = brief.config;
    if (!hours || conversation.kind !== 'buyer') return true;
    const state = openState(hours, this.clock.now(), timeZone);
    if (state.open) return true;
    // Said once per closed time.
    const line = {
      text: hours.outOfHoursLine,
      silenceMs: Math.min(state.closedForMs, 7 * 24 * HOUR_MS),
    };
    if (hours.outside === 'answer') {
      await this.starts.say(conversation, line);
      return true;
    }
    const delayMs = state.opensInMs ?? HOUR_MS;
    await this.starts.hold(conversation, messages, { delayMs, reason: OUT_OF_HOURS, line });
    return false;
  }
}
