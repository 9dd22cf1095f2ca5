/** Finds orders to be read, proposals to be published and notices to be told whose nudge was lost, or which had to wait. */
import { Injectable, Logger } from '@nestjs/common';
import {
  OrderEventsRepository,
  OrderEventsService,
  ProposalPublisherService,
  ProposalsRepository,
} from '#features/etsy';
import { Sweep } from '../sweep.js';
import { ShopNoticeTeller } from './shop-notice-teller.service.js';

const EVERY_MS = 2_000;
const TELL_EVERY_MS = 1_000;
const MAX_BACKOFF_MS = 10_000;
const AT_ONCE = 5;

@Injectable()
export class ShopWorkSweep {
  private readonly logger = new Logger(ShopWorkSweep.name);
  private readonly sweeps = [
    new Sweep('ShopWork', { everyMs: EVERY_MS, maxBackoffMs: MAX_BACKOFF_MS }, () => this.work()),
    new Sweep('ShopNotices', { everyMs: TELL_EVERY_MS, maxBackoffMs: MAX_BACKOFF_MS }, () =>
      this.teller.tellAll(),
    ),
  ];

  constructor(
    private readonly orders: OrderEventsRepository,
    private readonly orderEvents: OrderEventsService,
    private readonly proposals: ProposalsRepository,
    private readonly publisher: ProposalPublisherService,
    private readonly teller: ShopNoticeTeller,
  ) {}

  start(): void {
    for (const sweep of this.sweeps) sweep.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.sweeps.map((sweep) => sweep.stop()));
  }

  /** Claims decide who does what; a few at a time are waited for, so that none are taken twice by this worker. */
  private async work(): Promise<void> {
    const orders = await this.orders.listDueAcrossSellers(AT_ONCE);
    const proposals = await this.proposals.listDueAcrossSellers(AT_ONCE);
    const done = await Promise.allSettled([
      ...orders.map((id) => this.orderEvents.handle(id)),
      ...proposals.map((id) => this.publisher.publish(id)),
    ]);
    for (const one of done) {
      if (one.status === 'rejected') this.logger.warn({ err: one.reason }, 'will be tried again');
    }
  }
}
