/**
 * The meter of one run: writes each request of the model down as it happens, in order, and stops the run when it has
 * used up what was set aside for it.
 */
import { Logger } from '@nestjs/common';
import type { Id } from '#platform/ids';
import type { TurnUsage } from '../sessions/agent-runtime.js';
import type { UsageRow } from './budgets.repository.js';

/** A run has used up its own budget. */
export class RunBudgetSpent extends Error {
  constructor() {
    super('the budget of this run is spent');
  }
}

export class RunMeter {
  private readonly logger = new Logger(RunMeter.name);
  private readonly latest = new Map<string, UsageRow>();
  /** Requests whose latest reading stands in line to be written. */
  private readonly unwritten = new Set<string>();
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly run: { id: Id<'run'>; limitMicros: number },
    private readonly write: (runId: Id<'run'>, usage: UsageRow) => Promise<void>,
  ) {}

  /** A new reading of a request; a later one of the same request replaces it, also in the line of those to be written. */
  readonly onUsage = (usage: UsageRow): void => {
    const { requestId } = usage;
    this.latest.set(requestId, usage);
    if (this.unwritten.has(requestId)) return;
    this.unwritten.add(requestId);
    this.writing = this.writing
      .then(() => this.writeLatest(requestId))
      // The run's own sum still counts it; only a crash right now would lose it.
      .catch((error: unknown) =>
        this.logger.warn({ runId: this.run.id, error: String(error) }, 'usage was not written'),
      );
  };

  private async writeLatest(requestId: string): Promise<void> {
    this.unwritten.delete(requestId);
    const usage = this.latest.get(requestId);
    if (usage) await this.write(this.run.id, usage);
  }

  /** @throws RunBudgetSpent before a request that nothing is left for */
  readonly authorize = async (): Promise<void> => {
    if (this.spentMicros >= this.run.limitMicros) throw new RunBudgetSpent();
  };

  get spentMicros(): number {
    return this.sum('costMicros');
  }

  /** What the whole run used, a summary before its turn included; `ofTurn` where nothing was metered. */
  total(ofTurn: TurnUsage): TurnUsage {
    if (this.latest.size === 0) return ofTurn;
    return {
      ...ofTurn,
      inputTokens: this.sum('inputTokens'),
      outputTokens: this.sum('outputTokens'),
      cacheReadTokens: this.sum('cacheReadTokens'),
      cacheWriteTokens: this.sum('cacheWriteTokens'),
      costMicros: this.spentMicros,
    };
  }

  private sum(
    field: 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens' | 'costMicros',
  ): number {
    let sum = 0;
    for (const usage of this.latest.values()) sum += usage[field];
    return sum;
  }

  /** Resolves when everything so far is written. */
  async settled(): Promise<void> {
    await this.writing;
  }
}
