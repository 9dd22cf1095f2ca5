/** Who owns a conversation: the agent, or a human for a while. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { rows } from '#platform/database';
import type { Id } from '#platform/ids';

@Injectable()
export class TakeoverRepository {
  /** The agent asks for a human: it is silent from the next message on, until a human hands the conversation back. */
  async requestHuman(manager: EntityManager, conversationId: Id<'cnv'>): Promise<void> {
    await rows(
      manager,
      `update conversations set owner = 'human', owner_since = now(), human_until = null,
              human_requested_at = now(), escalated_at = null where id = $1`,
      [conversationId],
    );
  }
}
