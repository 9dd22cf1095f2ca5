/**
 * The meter of one run: writes each request of the model down as it happens, in order, and stops the run when it has
 * used up what was set aside for it.
 */
import { Logger } from '@nestjs/common';
import type { Id } from '#platform/ids';
import type { UsageRow } from './budgets.repository.js';

/** A run has used up its own budget. */
export class RunBudgetSpent extends Error {
  constructor() {
    super('the budget of this run is spent');
  }
}

export class RunMeter {
  private readonly logger = new Logger(RunMeter.name);
  private readonly costs = new Map<string, number>();
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly run: { id: Id<'run'>; limitMicros: number },
    private readonly write: (runId: Id<'run'>, usage: UsageRow) => Promise<void>,
  ) {}

  /** A new reading of a request; a later one of the same request replaces it. */
  readonly onUsage = (usage: UsageRow): void => {
    this.costs.set(usage.requestId, usage.costMicros);
    this.writing = this.writing
      .then(() => this.write(this.run.id, usage))
      // The run's own sum still counts it; only a crash right now would lose it.
      .catch((error: unknown) =>
        this.logger.warn({ runId: this.run.id, error: String(error) }, 'usage was not written'),
      );
  };

  /** @throws RunBudgetSpent before a request that nothing is left for */
  readonly authorize = (): void => {
    if (this.spentMicros >= this.run.limitMicros) throw new RunBudgetSpent();
  };

  get spentMicros(): number {
    let sum = 0;
    for (const cost of this.costs.values()) sum += cost;
    return sum;
  }

  /** Resolves when everything so far is written. */
  async settled(): Promise<void> {
    await this.writing;
  }
}
