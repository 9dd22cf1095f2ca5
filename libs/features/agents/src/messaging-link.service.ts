/** Connects this feature to what messaging asks of it: the activity log, settings of an agent, nudges. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AgentSideLink, type AgentSide, type ConversationSettings } from '#features/messaging';
import { row, type Db } from '#platform/database';
import type { Id } from '#platform/ids';
import { PubSub } from '#platform/redis';
import { effectiveConfig, type AgentConfig } from './agent-config.js';
import { EventLogService, type NewEvent } from './events/event-log.service.js';
import { TurnNudgerService } from './turns/turn-nudger.service.js';

/** Name of the channel on which workers hear that an answer is not wanted any more: `{ conversationId }`. */
export const STOP_TURNS_CHANNEL = 'stop-turns';

@Injectable()
export class MessagingLinkService implements AgentSide, OnModuleInit {
  constructor(
    private readonly link: AgentSideLink,
    private readonly events: EventLogService,
    private readonly nudger: TurnNudgerService,
    private readonly pubSub: PubSub,
  ) {}

  onModuleInit(): void {
    this.link.connect(this);
  }

  async append(
    db: Db,
    agentId: Id<'agt'>,
    conversationId: Id<'cnv'> | null,
    events: NewEvent[],
  ): Promise<void> {
    await this.events.append(db, agentId, conversationId, events);
  }

  wake(agentId: Id<'agt'>): void {
    this.events.wake(agentId);
  }

  async settings(db: Db, agentId: Id<'agt'>): Promise<ConversationSettings> {
    const found = await row<{ config: AgentConfig }>(
      db,
      `select config from agents where id = $1`,
      [agentId],
    );
    return effectiveConfig(found?.config ?? {});
  }

  nudgeTurn({ conversationId, sellerId }: Parameters<AgentSide['nudgeTurn']>[0]): void {
    this.nudger.onAccepted({ conversationId, sellerId, warmWorker: null });
  }

  nudgeDelivery(conversationId: Id<'cnv'>): void {
    this.nudger.onQueuedDelivery(conversationId);
  }

  stopTurn(conversationId: Id<'cnv'>): void {
    this.pubSub.publish(STOP_TURNS_CHANNEL, { conversationId });
  }
}
