import { Injectable } from '@nestjs/common';
import { DrainDeliveries, WorkerIdentity } from '#features/agents';
import { DeliveryDrainerService } from '#features/messaging';
import { type HandlesJob, JobHandler, type JobData } from '#platform/queue';

/** A nudge: send what waits in this conversation's line. */
@JobHandler(DrainDeliveries)
@Injectable()
export class DrainDeliveriesHandler implements HandlesJob<typeof DrainDeliveries> {
  constructor(
    private readonly drainer: DeliveryDrainerService,
    private readonly worker: WorkerIdentity,
  ) {}

  async handle({ conversationId }: JobData<typeof DrainDeliveries>): Promise<void> {
    await this.drainer.drain(conversationId, this.worker.id);
  }
}
