/** Finds conversations that are due and nobody answers: lost nudges, dead workers, waits that have run out. */
import { Injectable, Logger } from '@nestjs/common';
import { DueTurnsRepository, SessionPool, TurnRunnerService } from '#features/agents';
import type { Id } from '#platform/ids';
import { Sweep } from '../sweep.js';

const EVERY_MS = 1_000;
const MAX_BACKOFF_MS = 5_000;
/** Younger work has a nudge on its way, perhaps to the worker that holds a live session for it. */
const OVERDUE_MS = 500;

@Injectable()
export class TurnSweepService {
  private readonly logger = new Logger(TurnSweepService.name);
  private readonly sweep = new Sweep(
    TurnSweepService.name,
    { everyMs: EVERY_MS, maxBackoffMs: MAX_BACKOFF_MS },
    () => this.look(),
  );

  constructor(
    private readonly due: DueTurnsRepository,
    private readonly runner: TurnRunnerService,
    private readonly pool: SessionPool,
  ) {}

  start(): void {
    this.sweep.start();
  }

  async stop(): Promise<void> {
    await this.sweep.stop();
  }

  /** After {@link stop}: lets running turns end, interrupts what is left, closes the live sessions. */
  async drain(graceMs: number): Promise<void> {
    await this.runner.drain(graceMs);
    await this.pool.closeAll();
  }

  private async look(): Promise<void> {
    const room = this.runner.capacity;
    if (room === 0) return;
    for (const conversationId of await this.due.listAcrossSellers(room, OVERDUE_MS)) {
      void this.run(conversationId);
    }
  }

  private async run(conversationId: Id<'cnv'>): Promise<void> {
    try {
      await this.runner.run(conversationId);
    } catch (error) {
      this.logger.error(
        { conversationId, error: String(error) },
        'a turn could not be run; it will be tried again',
      );
    }
  }
}
