/** Looks after buyers who asked for a human and got none: the seller is told again; the agent goes on if so wished. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { AgentSideLink } from '../agent-side.js';
import { NotificationsRepository } from './notifications.repository.js';

const BATCH = 200;
const HAND_BACK_NOTE =
  'Nobody of the shop has come yet. Help as far as you can and say that the shop will answer.';

@Injectable()
export class EscalationService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly notifications: NotificationsRepository,
    private readonly link: AgentSideLink,
  ) {}

  /** One look; called by every worker's sweep. By agent: whom one lets wait for days stands before nobody else's. */
  async look(): Promise<void> {
    for (const { agentId, longestMs } of await this.notifications.listAwaitedAcrossSellers()) {
      const settings = await this.link.side.settings(this.dataSource, agentId);
      const { escalateAfterMs, escalateHandBack } = settings;
      if (longestMs < escalateAfterMs) continue;
      for (const id of await this.notifications.listUnescalated(agentId, escalateAfterMs, BATCH)) {
        await this.escalate({ id, agentId }, escalateHandBack);
      }
    }
  }

  private async escalate(
    waiting: { id: Id<'cnv'>; agentId: Id<'agt'> },
    handBack: boolean,
  ): Promise<void> {
    const escalated = await inTransaction(this.dataSource, async (manager) => {
      const [conversation] = await rows<{ sellerId: Id<'sel'> }>(
        manager,
        `update conversations
            set escalated_at = now(), updated_at = now(),
                owner = case when $2 then 'ai' else owner end,
                owner_since = case when $2 then now() else owner_since end,
                human_requested_at = case when $2 then null else human_requested_at end,
                hand_back_note = case when $2 then $3 else hand_back_note end,
                handed_back_at = case when $2 then now() else handed_back_at end
          where id = $1 and owner = 'human' and human_requested_at is not null and escalated_at is null
          returning seller_id`,
        [waiting.id, handBack, HAND_BACK_NOTE],
      );
      if (!conversation) return null;
      const metadata = { conversationId: waiting.id };
      await this.link.side.append(manager, waiting.agentId, waiting.id, [
        { type: 'not_answered', metadata: { ...metadata, reason: 'human_requested' } },
        { type: 'conversation.changed', metadata },
      ]);
      return { conversationId: waiting.id, ...conversation };
    });
    if (!escalated) return;
    this.link.side.wake(waiting.agentId);
    if (handBack) this.link.side.nudgeTurn(escalated);
  }
}
