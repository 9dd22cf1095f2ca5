/** The budget of runs: reserved when they start, settled when they end; what the seller reads of it. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Id } from '#platform/ids';
import type { NewEvent } from '../events/event-log.service.js';
import { BudgetsRepository, type UsageSum } from './budgets.repository.js';
import { decideBudget, isWarningDue, limitsOf, type BudgetVerdict } from './run-budget.js';
import { RunMeter } from './run-meter.js';

/** What the seller reads. Amounts are millionths of a US dollar. */
export interface UsageReport {
  plan: string;
  month: { costMicros: number; limitMicros: number; reservedMicros: number; runs: number };
  today: UsageSum;
}

@Injectable()
export class BudgetsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly budgets: BudgetsRepository,
  ) {}

  /** Decides whether a run may start; part of the transaction that starts it, which then sets the grant aside. */
  async decide(
    manager: EntityManager,
    conversation: { id: Id<'cnv'>; sellerId: Id<'sel'> },
  ): Promise<BudgetVerdict> {
    return decideBudget(await this.budgets.lockState(manager, conversation));
  }

  /** Sets aside what {@link decide} granted, in the same transaction: the month's row is still locked. */
  async setAside(manager: EntityManager, sellerId: Id<'sel'>, micros: number): Promise<void> {
    await this.budgets.reserve(manager, sellerId, micros);
  }

  /**
   * Books what a run cost; part of the transaction that ends it.
   *
   * @returns `budget.warning` when this run has crossed 80 % of the month
   */
  async settle(
    manager: EntityManager,
    sellerId: Id<'sel'>,
    run: { id: Id<'run'>; costMicros: number },
  ): Promise<NewEvent[]> {
    const balance = await this.budgets.settle(manager, sellerId, run);
    if (!balance || balance.warned || !isWarningDue(balance.plan, balance.spentMicros)) return [];
    await this.budgets.markWarned(manager, sellerId, balance.month);
    const { monthMicros } = limitsOf(balance.plan);
    return [
      {
        type: 'budget.warning',
        metadata: {
          plan: balance.plan,
          month: balance.month,
          spentMicros: balance.spentMicros,
          limitMicros: monthMicros,
        },
      },
    ];
  }

  /** As {@link settle}, for a run whose worker died: from what was written down. */
  async settleCrashed(
    manager: EntityManager,
    sellerId: Id<'sel'>,
    runId: Id<'run'>,
  ): Promise<NewEvent[]> {
    const costMicros = await this.budgets.costOfRun(manager, runId);
    return this.settle(manager, sellerId, { id: runId, costMicros });
  }

  /** As {@link settleCrashed}, for the test chats' runs under way: the chats, locked by the caller, go, and they with them. */
  async settleTestChats(manager: EntityManager, sellerId: Id<'sel'>): Promise<NewEvent[]> {
    const warnings: NewEvent[] = [];
    for (const runId of await this.budgets.listOpenTestRuns(manager, sellerId)) {
      warnings.push(...(await this.settleCrashed(manager, sellerId, runId)));
    }
    return warnings;
  }

  /** The meter of a run that was granted `limitMicros`. */
  meter(run: { id: Id<'run'>; limitMicros: number }): RunMeter {
    return new RunMeter(run, (runId, usage) =>
      this.budgets.recordUsage(this.dataSource, runId, usage),
    );
  }

  async report(sellerId: Id<'sel'>, agentId: Id<'agt'>): Promise<UsageReport> {
    const [month, today] = await Promise.all([
      this.budgets.month(sellerId),
      this.budgets.today(agentId),
    ]);
    return {
      plan: month.plan,
      month: {
        costMicros: month.spentMicros,
        limitMicros: limitsOf(month.plan).monthMicros,
        reservedMicros: month.reservedMicros,
        runs: month.runs,
      },
      today,
    };
  }
}
