/**
 * The activity log of an agent. Every event gets a position from a counter on the agent's row, drawn in the last
 * statement of its transaction: positions commit in order, so a reader who saw n misses nothing below n.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ASYNC_COMMIT, row, rows, storable, storableText, type Db } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import { PubSub } from '#platform/redis';

export interface NewEvent {
  type: string;
  content?: string;
  metadata?: Record<string, unknown>;
}

export interface AgentEvent {
  id: Id<'evt'>;
  seq: number;
  conversationId: Id<'cnv'> | null;
  eventType: string;
  content: string;
  metadata: Record<string, unknown>;
  createdAt: Date;
}

const COLUMNS = `id, seq::int as seq, conversation_id, event_type, content, metadata, created_at`;

/** Name of the wake-up channel of an agent's readers. */
export function eventsChannel(agentId: Id<'agt'>): string {
  return `agent-events:${agentId}`;
}

@Injectable()
export class EventLogService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly pubSub: PubSub,
  ) {}

  /** Appends as the last statement of `db`'s transaction; call {@link wake} after its commit. */
  async append(
    db: Db,
    agentId: Id<'agt'>,
    conversationId: Id<'cnv'> | null,
    events: NewEvent[],
  ): Promise<void> {
    await this.insert(db, { agentId, conversationId, events, commit: 'on' });
  }

  /**
   * Appends lines that only tell what is going on, in a transaction of their own that does not wait for the disk: the
   * agent's counter, for which all its conversations queue, is free sooner. A crash of the database server itself (not
   * of ours, not its restart) may take the last half second of them.
   */
  async note(
    agentId: Id<'agt'>,
    conversationId: Id<'cnv'> | null,
    events: NewEvent[],
  ): Promise<void> {
    await this.insert(this.dataSource, { agentId, conversationId, events, commit: 'off' });
    this.wake(agentId);
  }

  private async insert(
    db: Db,
    lines: {
      agentId: Id<'agt'>;
      conversationId: Id<'cnv'> | null;
      events: NewEvent[];
      commit: 'on' | 'off';
    },
  ): Promise<void> {
    const { agentId, conversationId, events, commit } = lines;
    if (events.length === 0) return;
    const manner = commit === 'on' ? '' : `${ASYNC_COMMIT} and`;
    await rows(
      db,
      `with drawn as (update agents set event_seq = event_seq + $3 where ${manner} id = $1
                      returning event_seq - $3 as base)
       insert into agent_events (id, agent_id, conversation_id, seq, event_type, content, metadata)
       select e.id, $1, $2, drawn.base + e.n, e.type, e.content, e.metadata::jsonb
         from drawn, unnest($4::text[], $5::text[], $6::text[], $7::text[]) with ordinality
              as e(id, type, content, metadata, n)`,
      [
        agentId,
        conversationId,
        events.length,
        events.map(() => newId('evt')),
        events.map((event) => event.type),
        events.map((event) => storableText(event.content ?? '')),
        events.map((event) => JSON.stringify(storable(event.metadata ?? {}))),
      ],
    );
  }

  /** Appends in a transaction of its own and wakes the readers. */
  async write(
    agentId: Id<'agt'>,
    conversationId: Id<'cnv'> | null,
    events: NewEvent[],
  ): Promise<void> {
    await this.append(this.dataSource, agentId, conversationId, events);
    this.wake(agentId);
  }

  /** Tells readers on every API instance to look. */
  wake(agentId: Id<'agt'>): void {
    this.pubSub.publish(eventsChannel(agentId), { type: 'stored' });
  }

  /** Sends a piece of text that is being written right now; it is never stored and has no id. */
  streamDelta(
    agentId: Id<'agt'>,
    delta: { conversationId: Id<'cnv'>; runId: Id<'run'>; text: string },
  ): void {
    this.pubSub.publish(eventsChannel(agentId), { type: 'text.delta', ...delta });
  }

  /** Newest first; `before` is the id of the last event already seen. */
  async list(agentId: Id<'agt'>, page: { limit: number; before?: string }): Promise<AgentEvent[]> {
    return rows(
      this.dataSource,
      `select ${COLUMNS} from agent_events
        where agent_id = $1
          and ($2::text is null or seq < (select seq from agent_events where agent_id = $1 and id = $2))
        order by seq desc limit $3`,
      [agentId, page.before ?? null, page.limit],
    );
  }

  /** What came after a position, oldest first. */
  async listAfter(agentId: Id<'agt'>, seq: number, limit: number): Promise<AgentEvent[]> {
    return rows(
      this.dataSource,
      `select ${COLUMNS} from agent_events where agent_id = $1 and seq > $2 order by seq limit $3`,
      [agentId, seq, limit],
    );
  }

  /** Position of an event by its id; null when it is unknown (or gone by retention). */
  async positionOf(agentId: Id<'agt'>, eventId: string): Promise<number | null> {
    const found = await row<{ seq: number }>(
      this.dataSource,
      `select seq::int as seq from agent_events where agent_id = $1 and id = $2`,
      [agentId, eventId],
    );
    return found?.seq ?? null;
  }

  /** Position of the newest event. */
  async lastPosition(agentId: Id<'agt'>): Promise<number> {
    const found = await row<{ seq: number }>(
      this.dataSource,
      `select event_seq::int as seq from agents where id = $1`,
      [agentId],
    );
    return found?.seq ?? 0;
  }
}
