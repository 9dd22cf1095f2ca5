/** The figures of the seller's first page, put together in one read. */
import { Injectable } from '@nestjs/common';
import type { Id } from '#platform/ids';
import { BudgetsService, type UsageReport } from '../budget/budgets.service.js';
import {
  type DayCounts,
  DayFiguresRepository,
  type HourFigures,
} from './day-figures.repository.js';

/** The last 24 hours. Amounts are millionths of a US dollar. */
export interface DayFigures extends DayCounts {
  handedOver: number;
  costMicros: number;
  hours: HourFigures[];
  firstSteps: { tried: boolean; answered: boolean };
  usage: UsageReport;
}

@Injectable()
export class DayFiguresService {
  constructor(
    private readonly figures: DayFiguresRepository,
    private readonly budgets: BudgetsService,
  ) {}

  async of(sellerId: Id<'sel'>, agentId: Id<'agt'>): Promise<DayFigures> {
    const [counts, handedOver, hours, firstSteps, usage] = await Promise.all([
      this.figures.counts(agentId),
      this.figures.countHandedOver(agentId),
      this.figures.hours(agentId),
      this.figures.firstSteps(agentId),
      this.budgets.report(sellerId, agentId),
    ]);
    const costMicros = hours.reduce((sum, hour) => sum + hour.costMicros, 0);
    return { ...counts, handedOver, costMicros, hours, firstSteps, usage };
  }
}
