/** Finds messages that wait to be sent and nobody sends, and lists those whose sender died in the middle. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { WorkerIdentity } from '#features/agents';
import {
  DELIVERY_OBSERVER,
  DeliveryDrainerService,
  type DeliveryObserver,
  DeliverySendsRepository,
} from '#features/messaging';
import type { Id } from '#platform/ids';
import { Sweep } from '../sweep.js';

const EVERY_MS = 1_000;
const MAX_BACKOFF_MS = 5_000;
const BATCH = 50;

@Injectable()
export class DeliverySweepService {
  private readonly logger = new Logger(DeliverySweepService.name);
  private readonly draining = new Set<Id<'cnv'>>();
  private readonly sweep = new Sweep(
    DeliverySweepService.name,
    { everyMs: EVERY_MS, maxBackoffMs: MAX_BACKOFF_MS },
    () => this.look(),
  );

  constructor(
    private readonly sends: DeliverySendsRepository,
    private readonly drainer: DeliveryDrainerService,
    private readonly worker: WorkerIdentity,
    @Inject(DELIVERY_OBSERVER) private readonly observer: DeliveryObserver,
  ) {}

  start(): void {
    this.sweep.start();
  }

  async stop(): Promise<void> {
    await this.sweep.stop();
  }

  private async look(): Promise<void> {
    for (const lost of await this.sends.markLostSendsAcrossSellers()) {
      await this.observer.onSettled({
        ...lost,
        deliveryId: lost.id,
        status: 'unknown',
        error: 'worker_died',
      });
    }
    for (const conversationId of await this.sends.listDueConversationsAcrossSellers(
      BATCH,
      this.worker.id,
    )) {
      if (!this.draining.has(conversationId)) void this.drain(conversationId);
    }
  }

  private async drain(conversationId: Id<'cnv'>): Promise<void> {
    this.draining.add(conversationId);
    try {
      await this.drainer.drain(conversationId, this.worker.id);
    } catch (error) {
      this.logger.warn(
        { conversationId, error: String(error) },
        'a line could not be drained; it will be tried again',
      );
    } finally {
      this.draining.delete(conversationId);
    }
  }
}
