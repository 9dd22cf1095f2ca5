/**
 * How long turns took, by the database's own clock at each COMMIT: from the one that stored the message to the one that
 * queued its answer.
 */
import type { ShopScene } from '../support/apps/shop-scene.js';

export interface TurnTime {
  person: number;
  text: string;
  warm: boolean;
  receivedAtMs: number;
  answeredAtMs: number;
}

/** Turns of messages whose text contains `words`; needs a server with track_commit_timestamp. */
export async function turnTimes(scene: ShopScene, words: string): Promise<TurnTime[]> {
  const rows: {
    person: string;
    text: string;
    warm: boolean;
    received: string;
    answered: string;
  }[] = await scene.stack.database.dataSource.query(
    `select c.external_id as person, m.payload->>'text' as text, r.warm,
              extract(epoch from pg_xact_commit_timestamp(came.xmin)) * 1000 as received,
              extract(epoch from pg_xact_commit_timestamp(went.xmin)) * 1000 as answered
         from agent_inbox m
         join conversations c on c.id = m.conversation_id
         join agent_runs r on r.id = m.run_id and r.status = 'completed'
         join agent_events came on came.event_type = 'message.received' and came.metadata->>'inboxId' = m.id
         join agent_events went on went.event_type = 'response' and went.metadata->>'runId' = r.id
        where position($1 in m.payload->>'text') > 0
        order by received`,
    [words],
  );
  return rows.map((row) => ({
    person: Number(row.person),
    text: row.text,
    warm: row.warm,
    receivedAtMs: Number(row.received),
    answeredAtMs: Number(row.answered),
  }));
}

/** Medians of the steps of those turns, by the commit of each event: what happened and how long after the one before. */
export async function stepTimes(scene: ShopScene, words: string): Promise<string> {
  const rows: { type: string; ms: number }[] = await scene.stack.database.dataSource.query(
    `with steps as (
       select e.event_type as type, e.seq,
              extract(epoch from pg_xact_commit_timestamp(e.xmin)
                - lag(pg_xact_commit_timestamp(e.xmin)) over (partition by m.id order by e.seq)) * 1000 as ms
         from agent_inbox m join agent_events e
           on e.metadata->>'inboxId' = m.id or e.metadata->>'runId' = m.run_id
        where position($1 in m.payload->>'text') > 0)
     select type, percentile_cont(0.5) within group (order by ms) as ms
       from steps where ms is not null group by type order by min(seq)`,
    [words],
  );
  return rows.map(({ type, ms }) => `${type} +${Math.round(ms)}`).join(', ');
}

export function tookMs(times: TurnTime[]): number[] {
  return times.map((time) => time.answeredAtMs - time.receivedAtMs);
}

/** @param share 0.5 is the median */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
