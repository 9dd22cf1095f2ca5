/**
 * What the agents feature says about deliveries: may this one go out now (gate), and note in the activity log how it
 * went (observer).
 */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type {
  DeliveryGate,
  DeliveryObserver,
  GateDecision,
  SettledDelivery,
} from '#features/messaging';
import { row } from '#platform/database';
import { AGENT_CONFIG_DEFAULTS } from './agent-config.js';
import { EventLogService } from './events/event-log.service.js';

const PAUSED_LOOK_AGAIN_MS = 15_000;

@Injectable()
export class DeliveryRulesService implements DeliveryGate, DeliveryObserver {
  private readonly logger = new Logger(DeliveryRulesService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly events: EventLogService,
  ) {}

  /**
   * A human's own words always go. What the agent wrote is dropped when a human has taken over since, given up (and
   * listed) when it has grown too old, and waits while the agent is paused or the seller suspended.
   */
  async decide(message: Parameters<DeliveryGate['decide']>[0]): Promise<GateDecision> {
    if (message.author === 'human' || message.author === 'phone') return { go: 'send' };
    const state = await row<{ mayWork: boolean; takenOver: boolean; maxAgeMs: number | null }>(
      this.dataSource,
      `select a.status = 'active' and s.status = 'active' as may_work,
              c.blocked_at is not null or (c.owner = 'human' and coalesce(c.human_until > now(), true)
                and c.owner_since > d.created_at) as taken_over,
              (a.config->>'maxAnswerAgeMs')::int as max_age_ms
         from deliveries d join conversations c on c.id = d.conversation_id
         join agents a on a.id = c.agent_id join sellers s on s.id = c.seller_id
        where d.id = $1`,
      [message.id],
    );
    if (!state || state.takenOver) return { go: 'cancel', reason: 'taken_over' };
    if (message.ageMs > (state.maxAgeMs ?? AGENT_CONFIG_DEFAULTS.maxAnswerAgeMs)) {
      return { go: 'give_up', reason: 'too_old' };
    }
    return state.mayWork
      ? { go: 'send' }
      : { go: 'hold', afterMs: PAUSED_LOOK_AGAIN_MS, reason: 'agent_paused' };
  }

  async onSettled(delivery: SettledDelivery): Promise<void> {
    try {
      await this.events.note(delivery.agentId, delivery.conversationId, [
        {
          type: `delivery.${delivery.status}`,
          metadata: {
            conversationId: delivery.conversationId,
            deliveryId: delivery.deliveryId,
            ...(delivery.runId ? { runId: delivery.runId } : {}),
            ...(delivery.error ? { error: delivery.error } : {}),
          },
        },
      ]);
    } catch (error) {
      this.logger.warn(
        { deliveryId: delivery.deliveryId, error: String(error) },
        'a delivery was not logged',
      );
    }
  }
}
