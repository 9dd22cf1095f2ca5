import { Injectable } from '@nestjs/common';
import { OrderEventsService, ReadOrder } from '#features/etsy';
import { type HandlesJob, JobHandler, type JobData } from '#platform/queue';

/** A nudge: an order came in. The row decides whether its stock is still to be read. */
@JobHandler(ReadOrder)
@Injectable()
export class ReadOrderHandler implements HandlesJob<typeof ReadOrder> {
  constructor(private readonly orders: OrderEventsService) {}

  async handle({ webhookId }: JobData<typeof ReadOrder>): Promise<void> {
    await this.orders.handle(webhookId);
  }
}
