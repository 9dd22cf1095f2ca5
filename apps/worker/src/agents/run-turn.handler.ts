import { Injectable } from '@nestjs/common';
import { RunTurn, TurnRunnerService } from '#features/agents';
import { type HandlesJob, JobHandler, type JobData } from '#platform/queue';

/** A nudge: look at this conversation now. The lease in Postgres decides whether there is anything to do here. */
@JobHandler(RunTurn)
@Injectable()
export class RunTurnHandler implements HandlesJob<typeof RunTurn> {
  constructor(private readonly runner: TurnRunnerService) {}

  async handle({ conversationId, sellerId }: JobData<typeof RunTurn>): Promise<void> {
    await this.runner.run(conversationId, { nudgedFor: sellerId });
  }
}
