/**
 * What happened to buyers' messages in the last 24 hours. SQL across `agent_inbox`, `deliveries` and `conversations`
 * (messaging, below) and our own runs and events. Every statement begins at an index of (agent, time).
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';

/** Messages of buyers, by what became of them. */
export interface DayCounts {
  /** The agent's answer was sent. */
  answered: number;
  /** Given up or too old. */
  notAnswered: number;
  /** Still in line. */
  waiting: number;
  /** From a buyer's message to the answer in the chat: half took less, ms. Null without answers. */
  medianAnswerMs: number | null;
}

/** One hour of the day. */
export interface HourFigures {
  /** When it began. */
  at: Date;
  answered: number;
  notAnswered: number;
  /** Millionths of a US dollar. */
  costMicros: number;
}

const DAY = `now() - interval '24 hours'`;
/** Buyers' messages of the day with the moment their answer left; $1 is the agent. */
const SAID = `select m.status, m.created_at,
    (select min(d.sent_at) from deliveries d where d.run_id = m.run_id and d.author = 'agent') as sent_at
  from agent_inbox m join conversations c on c.id = m.conversation_id
  where m.agent_id = $1 and m.created_at > ${DAY} and c.kind = 'buyer'`;

/** Reads figures of one agent. */
@Injectable()
export class DayFiguresRepository {
  constructor(private readonly dataSource: DataSource) {}

  async counts(agentId: Id<'agt'>): Promise<DayCounts> {
    const counted = await row<DayCounts>(
      this.dataSource,
      `with said as (${SAID})
       select count(sent_at)::int as answered,
              count(*) filter (where sent_at is null and status in ('failed', 'expired'))::int as not_answered,
              count(*) filter (where status in ('queued', 'processing'))::int as waiting,
              (percentile_disc(0.5) within group (order by extract(epoch from sent_at - created_at) * 1000)
                filter (where sent_at is not null))::int as median_answer_ms
         from said`,
      [agentId],
    );
    return counted ?? { answered: 0, notAnswered: 0, waiting: 0, medianAnswerMs: null };
  }

  /** How many buyers were handed over to the seller. */
  async countHandedOver(agentId: Id<'agt'>): Promise<number> {
    const counted = await row<{ count: number }>(
      this.dataSource,
      `select count(distinct e.conversation_id)::int as count
         from agent_events e join conversations c on c.id = e.conversation_id
        where e.agent_id = $1 and e.event_type = 'handoff.requested' and e.created_at > ${DAY} and c.kind = 'buyer'`,
      [agentId],
    );
    return counted?.count ?? 0;
  }

  /** 24 hours, the oldest first; an answer counts in the hour of its question. */
  async hours(agentId: Id<'agt'>): Promise<HourFigures[]> {
    return rows(
      this.dataSource,
      `with said as (${SAID}),
       talked as (
         select floor(extract(epoch from now() - created_at) / 3600)::int as ago, count(sent_at)::int as answered,
                count(*) filter (where sent_at is null and status in ('failed', 'expired'))::int as not_answered
           from said group by 1),
       spent as (
         select floor(extract(epoch from now() - created_at) / 3600)::int as ago, sum(cost_micros)::int as cost_micros
           from agent_runs where agent_id = $1 and created_at > ${DAY} group by 1)
       select now() - make_interval(hours => h.ago + 1) as at, coalesce(t.answered, 0) as answered,
              coalesce(t.not_answered, 0) as not_answered, coalesce(s.cost_micros, 0) as cost_micros
         from generate_series(23, 0, -1) as h(ago)
         left join talked t on t.ago = h.ago left join spent s on s.ago = h.ago
        order by h.ago desc`,
      [agentId],
    );
  }

  /** What a new seller has done already, however long ago. */
  async firstSteps(agentId: Id<'agt'>): Promise<{ tried: boolean; answered: boolean }> {
    const found = await row<{ tried: boolean; answered: boolean }>(
      this.dataSource,
      `select exists (select 1 from conversations where agent_id = $1 and channel_id is null) as tried,
              exists (select 1 from messaging_channels h
                        join conversations c on c.channel_id = h.id and c.kind = 'buyer'
                        join deliveries d on d.conversation_id = c.id
                       where h.agent_id = $1 and d.author = 'agent' and d.sent_at is not null) as answered`,
      [agentId],
    );
    const { tried = false, answered = false } = found ?? {};
    return { tried: tried || answered, answered };
  }
}
