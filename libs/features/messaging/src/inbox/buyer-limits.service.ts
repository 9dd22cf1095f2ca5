/**
 * How much one buyer may ask. Over the limit: one polite line, then silence, and the seller is told. The messages are
 * kept and listed as not answered.
 */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { AgentSideLink, type ActivityEvent } from '../agent-side.js';
import { DeliveriesRepository } from '../deliveries/deliveries.repository.js';
import { OutboxService } from '../deliveries/outbox.service.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The line is said once in this time. */
const QUIET_MS = 6 * 60 * MINUTE_MS;

/** What the buyer reads; said by IFA itself, never by the model. */
export const TOO_MANY_MESSAGES =
  'Thanks, you have sent quite a few messages. The shop will read them and answer you as soon as possible.';

/** Whose messages are counted. */
export interface LimitedChat {
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  conversationId: Id<'cnv'>;
  channelId: Id<'chn'> | null;
}

@Injectable()
export class BuyerLimitsService {
  constructor(
    private readonly link: AgentSideLink,
    private readonly deliveries: DeliveriesRepository,
    private readonly outbox: OutboxService,
  ) {}

  /**
   * Counts one more message of a buyer, in the transaction that stores it.
   *
   * @returns null when it may be answered; otherwise what to write into the activity log (nothing while silent)
   */
  async exceeded(manager: EntityManager, chat: LimitedChat): Promise<ActivityEvent[] | null> {
    const counted = await this.count(manager, chat.conversationId);
    if (counted.limited) return [];
    const settings = await this.link.side.settings(manager, chat.agentId);
    const overDay = counted.day >= settings.buyerMessagesPerDay;
    if (!overDay && counted.minute < settings.buyerMessagesPerMinute) return null;
    await rows(
      manager,
      `update conversations set limited_until = now() + $2 * interval '1 millisecond' where id = $1`,
      [chat.conversationId, overDay ? DAY_MS : MINUTE_MS],
    );
    await this.sayOnce(manager, chat);
    return [{ type: 'buyer.limited', metadata: { conversationId: chat.conversationId } }];
  }

  private async sayOnce(manager: EntityManager, chat: LimitedChat): Promise<void> {
    const line = 'too_many_messages';
    if (await this.deliveries.hasSaid(manager, chat.conversationId, line, QUIET_MS)) return;
    const text = TOO_MANY_MESSAGES;
    await this.outbox.enqueue(manager, { ...chat, runId: null, author: 'system', text, line });
  }

  private async count(
    manager: EntityManager,
    conversationId: Id<'cnv'>,
  ): Promise<{ limited: boolean; minute: number; day: number }> {
    const counted = await row<{ limited: boolean; minute: number; day: number }>(
      manager,
      `select coalesce(c.limited_until > now(), false) as limited,
              (select count(*) from agent_inbox m where m.conversation_id = c.id
                  and m.created_at > now() - interval '1 minute')::int as minute,
              (select count(*) from agent_inbox m where m.conversation_id = c.id
                  and m.created_at > now() - interval '1 day')::int as day
         from conversations c where c.id = $1`,
      [conversationId],
    );
    return counted ?? { limited: false, minute: 0, day: 0 };
  }
}
