/** Escalates what waits too long, tells sellers what needs them, deletes files that were kept long enough. */
import { Injectable } from '@nestjs/common';
import {
  EscalationService,
  InboxMediaRepository,
  NotificationsRepository,
  NotificationsService,
} from '#features/messaging';
import { Sweep } from '../sweep.js';

const EVERY_MS = 5_000;
const MAX_BACKOFF_MS = 60_000;
const CLEAN_EVERY_LOOKS = 120;
const CLEAN_BATCH = 100;

@Injectable()
export class NotificationSweepService {
  private looks = 0;
  private readonly sweep = new Sweep(
    NotificationSweepService.name,
    { everyMs: EVERY_MS, maxBackoffMs: MAX_BACKOFF_MS },
    () => this.look(),
  );

  constructor(
    private readonly escalations: EscalationService,
    private readonly notifications: NotificationsService,
    private readonly repository: NotificationsRepository,
    private readonly media: InboxMediaRepository,
  ) {}

  start(): void {
    this.sweep.start();
  }

  async stop(): Promise<void> {
    await this.sweep.stop();
  }

  private async look(): Promise<void> {
    await this.escalations.look();
    await this.notifications.tell();
    this.looks += 1;
    if (this.looks % CLEAN_EVERY_LOOKS !== 1) return;
    await this.media.deleteExpiredAcrossSellers(CLEAN_BATCH);
    await this.repository.deleteOldAcrossSellers();
  }
}
