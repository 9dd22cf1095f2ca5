/**
 * Puts a message that was given up in line again, as a new message of its conversation, so that answers keep the order in
 * which they are asked for. The old row is closed in the same transaction: of two who press at once one wins.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { TurnNudgerService } from '#features/agents';
import {
  type AcceptedMessage,
  type ConversationKind,
  type InboxPayload,
  InboxService,
} from '#features/messaging';
import { inTransaction, row } from '#platform/database';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';

/** What administrators (and, through their own service, sellers) ask of a dead letter. */
export abstract class DeadLetterReplay {
  /** @throws AppError `admin.dead_letter_not_found` (404) */
  abstract replay(inboxId: string): Promise<Id<'inb'>>;
}

interface DeadLetter {
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  channelId: Id<'chn'> | null;
  kind: ConversationKind;
  chatId: string;
  payload: InboxPayload;
  source: string;
}

/** By the inbox of #features/messaging. */
@Injectable()
export class InboxReplay extends DeadLetterReplay {
  constructor(
    private readonly dataSource: DataSource,
    private readonly inbox: InboxService,
    private readonly nudger: TurnNudgerService,
  ) {
    super();
  }

  override async replay(inboxId: string): Promise<Id<'inb'>> {
    const accepted = await inTransaction(this.dataSource, (manager) => this.move(manager, inboxId));
    this.nudger.onAccepted(accepted);
    return accepted.inboxId;
  }

  private async move(manager: EntityManager, inboxId: string): Promise<AcceptedMessage> {
    const letter = await row<DeadLetter>(
      manager,
      `update agent_inbox i set status = 'skipped', error = 'replayed'
         from conversations c
        where i.id = $1 and i.status = 'failed' and c.id = i.conversation_id
       returning c.seller_id, i.agent_id, i.channel_id, c.kind, c.external_id as chat_id, i.payload, i.source`,
      [inboxId],
    );
    if (!letter) throw deadLetterNotFound();
    // Asked anew now, or it would be too old to answer; and no longer a new wording of something.
    const { edited: _, ...payload } = letter.payload;
    return this.inbox.store(manager, {
      ...letter,
      externalId: `replay:${inboxId}`,
      payload: { ...payload, sentAt: new Date().toISOString() },
    });
  }
}

function deadLetterNotFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'admin.dead_letter_not_found',
    message: 'There is no such dead letter; somebody may have replayed it already.',
  });
}
