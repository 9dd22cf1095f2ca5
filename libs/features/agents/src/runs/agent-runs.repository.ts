/** SQL of `agent_runs`. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { AgentRunStatus } from './agent-run.entity.js';
import { NO_USAGE, type TurnUsage } from '../sessions/agent-runtime.js';

export interface NewRun {
  id: Id<'run'>;
  agentId: Id<'agt'>;
  conversationId: Id<'cnv'>;
  sessionId: string;
  inboxId: Id<'inb'>;
  epoch: number;
  worker: string;
  warm: boolean;
  pid: number | null;
  /** Set aside in the seller's month. */
  reservedMicros: number;
}

export interface RunEnd {
  status: Exclude<AgentRunStatus, 'collecting' | 'running'>;
  usage: TurnUsage | null;
  error?: string | null;
  exitCode?: number | null;
  signal?: string | null;
}

@Injectable()
export class AgentRunsRepository {
  async insert(manager: EntityManager, run: NewRun): Promise<void> {
    await rows(
      manager,
      `insert into agent_runs
         (id, agent_id, conversation_id, session_id, inbox_id, status, epoch, worker, warm, pid, reserved_micros, started_at)
       values ($1, $2, $3, $4, $5, 'running', $6, $7, $8, $9, $10, now())`,
      [
        run.id,
        run.agentId,
        run.conversationId,
        run.sessionId,
        run.inboxId,
        run.epoch,
        run.worker,
        run.warm,
        run.pid,
        run.reservedMicros,
      ],
    );
  }

  async finish(manager: EntityManager, id: Id<'run'>, end: RunEnd): Promise<void> {
    const usage = end.usage ?? NO_USAGE;
    await rows(
      manager,
      `update agent_runs
          set status = $2, finished_at = now(), error = $3, exit_code = $4, signal = $5, model = $6,
              input_tokens = $7, output_tokens = $8, cache_read_tokens = $9, cache_write_tokens = $10, cost_micros = $11
        where id = $1`,
      [
        id,
        end.status,
        end.error ?? null,
        end.exitCode ?? null,
        end.signal ?? null,
        usage.model,
        usage.inputTokens,
        usage.outputTokens,
        usage.cacheReadTokens,
        usage.cacheWriteTokens,
        usage.costMicros,
      ],
    );
  }

  /** Runs of a conversation whose worker died; called by the new holder of its lease. */
  async abandonOpen(manager: EntityManager, conversationId: Id<'cnv'>): Promise<Id<'run'>[]> {
    const abandoned = await rows<{ id: Id<'run'> }>(
      manager,
      `update agent_runs r
          set status = 'abandoned', finished_at = now(), error = 'crashed', model = u.model, input_tokens = u.input,
              output_tokens = u.output, cache_read_tokens = u.cache_read, cache_write_tokens = u.cache_write,
              cost_micros = u.cost
         from (select run.id, max(m.model) as model, coalesce(sum(m.input_tokens), 0) as input,
                      coalesce(sum(m.output_tokens), 0) as output, coalesce(sum(m.cache_read_tokens), 0) as cache_read,
                      coalesce(sum(m.cache_write_tokens), 0) as cache_write, coalesce(sum(m.cost_micros), 0) as cost
                 from agent_runs run left join model_usage m on m.run_id = run.id
                where run.conversation_id = $1 and run.status in ('collecting', 'running') group by run.id) u
        where r.id = u.id returning r.id`,
      [conversationId],
    );
    return abandoned.map((run) => run.id);
  }

  async statusOf(manager: EntityManager, id: Id<'run'>): Promise<AgentRunStatus | null> {
    const found = await row<{ status: AgentRunStatus }>(
      manager,
      `select status from agent_runs where id = $1`,
      [id],
    );
    return found?.status ?? null;
  }

  /** How many runs that began with this message have failed: the measure of the next wait. */
  async countFailures(manager: EntityManager, inboxId: Id<'inb'>): Promise<number> {
    const counted = await row<{ failures: number }>(
      manager,
      `select count(*)::int as failures from agent_runs where inbox_id = $1 and status = 'failed'`,
      [inboxId],
    );
    return counted?.failures ?? 0;
  }
}
