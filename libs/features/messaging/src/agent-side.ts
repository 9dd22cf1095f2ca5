/**
 * What this feature asks of the one above it: the activity log, an agent's settings, nudges. The agents feature
 * connects itself at boot (features depend downwards only, so it cannot be injected here).
 */
import { Injectable } from '@nestjs/common';
import type { Db } from '#platform/database';
import type { Id } from '#platform/ids';

/** A line of the activity log. */
export interface ActivityEvent {
  type: string;
  content?: string;
  metadata?: Record<string, unknown>;
}

/** How an agent's conversations are run; its seller sets it. */
export interface ConversationSettings {
  /** How long a human keeps a conversation that they took over, ms. */
  takeoverMs: number;
  /** How long a buyer who asked for a human waits before the seller is told again, ms. */
  escalateAfterMs: number;
  /** Whether the agent goes on then. */
  escalateHandBack: boolean;
  buyerMessagesPerMinute: number;
  buyerMessagesPerDay: number;
}

/** See the head of this file. */
export interface AgentSide {
  /** Must be the last statement of `db`'s transaction. */
  append(
    db: Db,
    agentId: Id<'agt'>,
    conversationId: Id<'cnv'> | null,
    events: ActivityEvent[],
  ): Promise<void>;
  /** After the commit: readers of the log look again. */
  wake(agentId: Id<'agt'>): void;
  settings(db: Db, agentId: Id<'agt'>): Promise<ConversationSettings>;
  /** There is something to answer. */
  nudgeTurn(conversation: { conversationId: Id<'cnv'>; sellerId: Id<'sel'> }): void;
  /** There is something to send. */
  nudgeDelivery(conversationId: Id<'cnv'>): void;
  /** An answer that is being written is not wanted any more. */
  stopTurn(conversationId: Id<'cnv'>): void;
}

/** Where the agents feature connects itself. */
@Injectable()
export class AgentSideLink {
  private connected: AgentSide | null = null;

  connect(side: AgentSide): void {
    this.connected = side;
  }

  /** @throws Error when the app was put together without the agents feature */
  get side(): AgentSide {
    if (this.connected) return this.connected;
    throw new Error('no agents feature has connected itself to messaging');
  }
}
