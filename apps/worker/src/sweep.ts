/** A timer that looks for work by itself, so that a lost nudge or a dead Redis costs seconds, not messages. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { troubleCode } from '#platform/database';

export interface SweepTiming {
  everyMs: number;
  /** Longest wait while the look keeps failing. */
  maxBackoffMs: number;
}

export class Sweep {
  private readonly logger: Logger;
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;

  /** @param look one look for work; may start it, must not wait for its end */
  constructor(
    name: string,
    private readonly timing: SweepTiming,
    private readonly look: () => Promise<void>,
  ) {
    this.logger = new Logger(name);
  }

  start(): void {
    this.running ??= this.loop();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async loop(): Promise<void> {
    const { signal } = this.stopping;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.look();
        if (failures > 0) this.logger.log('works again');
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1) {
          this.logger.warn({ code: troubleCode(error), error: String(error) }, 'failed');
        }
      }
      const waitMs = Math.min(
        this.timing.everyMs * 2 ** Math.min(failures, 6),
        this.timing.maxBackoffMs,
      );
      // Jitter keeps a fleet of workers from looking at the same moment.
      await sleep(waitMs * (0.75 + Math.random() / 2), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }
}
