/**
 * SQL of `budget_months` and `model_usage`. The month's row is locked for the rest of the transaction that reserves
 * or settles, so two runs never read the same balance.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ASYNC_COMMIT, row, rows, type Db } from '#platform/database';
import type { Id } from '#platform/ids';
import type { BudgetPlan, BudgetState } from './run-budget.js';

/** One metered request to the model. */
export interface UsageRow {
  requestId: string;
  model: string;
  phase: 'start' | 'stop';
  complete: boolean;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  costMicros: number;
}

/** What an agent used since a moment. */
export interface UsageSum {
  costMicros: number;
  runs: number;
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
}

const THIS_MONTH = `to_char(now() at time zone 'utc', 'YYYY-MM')`;

@Injectable()
export class BudgetsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Locks the seller's month and reads what a decision needs. */
  async lockState(
    manager: EntityManager,
    conversation: { id: Id<'cnv'>; sellerId: Id<'sel'> },
  ): Promise<BudgetState> {
    const found = await this.monthForUpdate(manager, conversation);
    if (found) return found;
    await rows(
      manager,
      `insert into budget_months (seller_id, month) values ($1, ${THIS_MONTH}) on conflict do nothing`,
      [conversation.sellerId],
    );
    const begun = await this.monthForUpdate(manager, conversation);
    if (!begun) throw new Error(`seller ${conversation.sellerId} vanished`);
    return begun;
  }

  private monthForUpdate(
    manager: EntityManager,
    conversation: { id: Id<'cnv'>; sellerId: Id<'sel'> },
  ): Promise<BudgetState | null> {
    return row<BudgetState>(
      manager,
      `select s.plan, b.spent_micros::float8 as month_spent_micros, b.reserved_micros::float8 as month_reserved_micros,
              (select coalesce(sum(r.cost_micros), 0) from agent_runs r
                where r.conversation_id = $2 and r.created_at >= date_trunc('day', now() at time zone 'utc') at time zone 'utc'
              )::float8 as conversation_day_micros
         from budget_months b join sellers s on s.id = b.seller_id
        where b.seller_id = $1 and b.month = ${THIS_MONTH} for update of b`,
      [conversation.sellerId, conversation.id],
    );
  }

  async reserve(manager: EntityManager, sellerId: Id<'sel'>, micros: number): Promise<void> {
    await rows(
      manager,
      `update budget_months set reserved_micros = reserved_micros + $2, run_count = run_count + 1
        where seller_id = $1 and month = ${THIS_MONTH}`,
      [sellerId, micros],
    );
  }

  /**
   * Gives back what was set aside for a run and books what it cost, in the month in which it began.
   *
   * @returns the month's balance, and whether the seller was warned already
   */
  async settle(
    manager: EntityManager,
    sellerId: Id<'sel'>,
    run: { id: Id<'run'>; costMicros: number },
  ): Promise<{ plan: BudgetPlan; month: string; spentMicros: number; warned: boolean } | null> {
    return row(
      manager,
      `with r as (
         update agent_runs a set reserved_micros = 0 from agent_runs old
          where a.id = $2 and old.id = a.id and old.reserved_micros > 0
         returning old.reserved_micros as reserved, to_char(old.created_at at time zone 'utc', 'YYYY-MM') as month)
       update budget_months b
          set spent_micros = b.spent_micros + $3, reserved_micros = greatest(0, b.reserved_micros - r.reserved)
         from r, sellers s
        where b.seller_id = $1 and b.month = r.month and s.id = b.seller_id
       returning s.plan, b.month, b.spent_micros::float8 as spent_micros, b.warned_at is not null as warned`,
      [sellerId, run.id, run.costMicros],
    );
  }

  async markWarned(manager: EntityManager, sellerId: Id<'sel'>, month: string): Promise<void> {
    await rows(
      manager,
      `update budget_months set warned_at = now() where seller_id = $1 and month = $2`,
      [sellerId, month],
    );
  }

  /**
   * Writes a request down, or what is known of it now; a start never overwrites an end. Does not wait for the disk: it
   * is for a worker that dies. A crash of the database server itself may take the last half second.
   */
  async recordUsage(db: Db, runId: Id<'run'>, usage: UsageRow): Promise<void> {
    await rows(
      db,
      `insert into model_usage (request_id, run_id, model, phase, complete, input_tokens, output_tokens,
         cache_read_tokens, cache_write_tokens, cost_micros)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
        where ${ASYNC_COMMIT}
       on conflict (request_id) do update
         set phase = $4, complete = $5, input_tokens = $6, output_tokens = $7, cache_read_tokens = $8,
             cache_write_tokens = $9, cost_micros = $10
         where model_usage.phase = 'start'`,
      [
        usage.requestId,
        runId,
        usage.model,
        usage.phase,
        usage.complete,
        usage.inputTokens,
        usage.outputTokens,
        usage.cacheReadTokens,
        usage.cacheWriteTokens,
        usage.costMicros,
      ],
    );
  }

  /** Runs of the seller's test chats that have not ended. */
  async listOpenTestRuns(manager: EntityManager, sellerId: Id<'sel'>): Promise<Id<'run'>[]> {
    const open = await rows<{ id: Id<'run'> }>(
      manager,
      `select r.id from agent_runs r join conversations c on c.id = r.conversation_id
        where c.seller_id = $1 and c.kind = 'test' and r.reserved_micros > 0`,
      [sellerId],
    );
    return open.map(({ id }) => id);
  }

  /** What the requests of a run cost as far as they were written down; for a run whose worker died. */
  async costOfRun(db: Db, runId: Id<'run'>): Promise<number> {
    const sum = await row<{ costMicros: number }>(
      db,
      `select coalesce(sum(cost_micros), 0)::float8 as cost_micros from model_usage where run_id = $1`,
      [runId],
    );
    return sum?.costMicros ?? 0;
  }

  /** The current month's balance. */
  async month(
    sellerId: Id<'sel'>,
  ): Promise<{ plan: BudgetPlan; spentMicros: number; reservedMicros: number; runs: number }> {
    const found = await row<{
      plan: BudgetPlan;
      spentMicros: number;
      reservedMicros: number;
      runs: number;
    }>(
      this.dataSource,
      `select s.plan, coalesce(b.spent_micros, 0)::float8 as spent_micros,
              coalesce(b.reserved_micros, 0)::float8 as reserved_micros, coalesce(b.run_count, 0) as runs
         from sellers s left join budget_months b on b.seller_id = s.id and b.month = ${THIS_MONTH}
        where s.id = $1`,
      [sellerId],
    );
    return found ?? { plan: 'free', spentMicros: 0, reservedMicros: 0, runs: 0 };
  }

  /** What an agent used today (UTC). */
  async today(agentId: Id<'agt'>): Promise<UsageSum> {
    const sum = await row<UsageSum>(
      this.dataSource,
      `select coalesce(sum(cost_micros), 0)::float8 as cost_micros, count(*)::int as runs,
              coalesce(sum(input_tokens + cache_read_tokens + cache_write_tokens), 0)::float8 as input_tokens,
              coalesce(sum(output_tokens), 0)::float8 as output_tokens,
              coalesce(sum(cache_read_tokens), 0)::float8 as cached_tokens
         from agent_runs
        where agent_id = $1 and created_at >= date_trunc('day', now() at time zone 'utc') at time zone 'utc'`,
      [agentId],
    );
    return sum ?? { costMicros: 0, runs: 0, inputTokens: 0, outputTokens: 0, cachedTokens: 0 };
  }
}
