/** Syncs that come round by themselves. Postgres knows when; any worker's sweep may start them, and only one does. */
import { Injectable, Logger } from '@nestjs/common';
import { toAppError } from '#platform/errors';
import { SyncRequestsService } from '../sync-requests.service.js';
import { SyncRhythmRepository } from './sync-rhythm.repository.js';

@Injectable()
export class SyncScheduleService {
  private readonly logger = new Logger(SyncScheduleService.name);

  constructor(
    private readonly rhythm: SyncRhythmRepository,
    private readonly requests: SyncRequestsService,
  ) {}

  /** Starts what is due, shops that buyers asked about last first. @returns how many */
  async startDue(limit: number): Promise<number> {
    const due = await this.rhythm.listSyncDueAcrossSellers(limit);
    for (const sellerId of due) {
      try {
        await this.requests.request(sellerId, 'schedule');
      } catch (error) {
        // Disconnected or lost between the two: not due any more.
        this.logger.warn({ sellerId, code: toAppError(error).code }, 'a due sync was not started');
      }
    }
    return due.length;
  }
}
