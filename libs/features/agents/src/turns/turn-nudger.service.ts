/** Tells a worker to look at a conversation now. Fire and forget: the sweep finds what a lost nudge was for. */
import { Injectable } from '@nestjs/common';
import type { AcceptedMessage, InboundListener } from '#features/messaging';
import { JobProducer } from '#platform/queue';
import type { Id } from '#platform/ids';
import { DrainDeliveries, RunTurn } from '../agents.jobs.js';

/** A message that went to the warm worker is offered to the others after this long. */
const OTHERS_WAIT_MS = 150;

@Injectable()
export class TurnNudgerService implements InboundListener {
  constructor(private readonly jobs: JobProducer) {}

  onAccepted(message: Pick<AcceptedMessage, 'conversationId' | 'warmWorker'>): void {
    const { conversationId, warmWorker } = message;
    if (warmWorker) void this.jobs.enqueue(RunTurn, { conversationId }, { workerId: warmWorker });
    void this.jobs.enqueue(
      RunTurn,
      { conversationId },
      warmWorker ? { delayMs: OTHERS_WAIT_MS } : {},
    );
  }

  /** Something stands in the line of that conversation that no run put there. */
  onQueuedDelivery(conversationId: Id<'cnv'>): void {
    void this.jobs.enqueue(DrainDeliveries, { conversationId });
  }
}
