/** The figures of the day; all zero before there is an agent. */
import { Injectable } from '@nestjs/common';
import { AgentsRepository, type DayFigures, DayFiguresService } from '#features/agents';
import type { Id } from '#platform/ids';
import type { DayFiguresDto } from './dashboard.dto.js';

const NOTHING: Omit<DayFigures, 'usage'> = {
  answered: 0,
  notAnswered: 0,
  waiting: 0,
  handedOver: 0,
  medianAnswerMs: null,
  costMicros: 0,
  hours: [],
  firstSteps: { tried: false, answered: false },
};

@Injectable()
export class FiguresService {
  constructor(
    private readonly agents: AgentsRepository,
    private readonly figures: DayFiguresService,
  ) {}

  async of(sellerId: Id<'sel'>): Promise<DayFiguresDto> {
    const agent = await this.agents.findBySeller(sellerId);
    return agent ? this.figures.of(sellerId, agent.id) : { ...NOTHING, usage: null };
  }
}
