/**
 * Tells a worker to look at a conversation now: the one that keeps a live session for it, else any. Fire and forget: the
 * sweep of any worker finds what a lost nudge was for, or one that went to a worker that is full or gone, a second later.
 */
import { Injectable } from '@nestjs/common';
import type { AcceptedMessage, InboundListener } from '#features/messaging';
import { JobProducer } from '#platform/queue';
import type { Id } from '#platform/ids';
import { DrainDeliveries, RunTurn } from '../agents.jobs.js';

@Injectable()
export class TurnNudgerService implements InboundListener {
  constructor(private readonly jobs: JobProducer) {}

  onAccepted(message: Pick<AcceptedMessage, 'conversationId' | 'sellerId' | 'warmWorker'>): void {
    const { conversationId, sellerId, warmWorker } = message;
    const job = { conversationId, sellerId };
    void this.jobs.enqueue(RunTurn, job, { workerId: warmWorker ?? undefined });
  }

  /** Something stands in the line of that conversation that no run put there. */
  onQueuedDelivery(conversationId: Id<'cnv'>): void {
    void this.jobs.enqueue(DrainDeliveries, { conversationId });
  }
}
