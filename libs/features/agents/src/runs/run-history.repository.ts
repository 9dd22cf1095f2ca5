/** What the agent did for a conversation, run by run, with the tools it used; read for the seller. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows } from '#platform/database';
import type { Id } from '#platform/ids';

export interface RunTool {
  name: string;
  input: unknown;
  ok: boolean | null;
  ms: number | null;
}

export interface PastRun {
  id: Id<'run'>;
  status: string;
  startedAt: Date | null;
  finishedAt: Date | null;
  ms: number | null;
  costMicros: number;
  /** Everything the model read, out of its cache or not. */
  inputTokens: number;
  outputTokens: number;
  error: string | null;
  tools: RunTool[];
}

@Injectable()
export class RunHistoryRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first; at most 100. */
  async list(sellerId: Id<'sel'>, conversationId: string): Promise<PastRun[]> {
    return rows(
      this.dataSource,
      `with recent as (
         select r.* from agent_runs r join conversations c on c.id = r.conversation_id
          where c.seller_id = $1 and c.id = $2 order by r.created_at desc limit 100),
       used as (
         select e.metadata->>'runId' as run_id,
                jsonb_agg(jsonb_build_object('name', e.metadata->>'tool', 'input', e.metadata->'input',
                  'ok', done.metadata->'ok', 'ms', done.metadata->'ms') order by e.seq) as tools
           from agent_events e
           left join agent_events done on done.conversation_id = e.conversation_id and done.event_type = 'tool_result'
            and done.metadata->>'toolUseId' = e.metadata->>'toolUseId'
          where e.conversation_id = $2 and e.event_type = 'tool_use'
          group by 1)
       select r.id, r.status, r.started_at, r.finished_at, r.cost_micros, r.output_tokens, r.error,
              r.input_tokens + r.cache_read_tokens + r.cache_write_tokens as input_tokens,
              (extract(epoch from r.finished_at - r.started_at) * 1000)::int as ms,
              coalesce(u.tools, '[]'::jsonb) as tools
         from recent r left join used u on u.run_id = r.id order by r.created_at desc`,
      [sellerId, conversationId],
    );
  }
}
