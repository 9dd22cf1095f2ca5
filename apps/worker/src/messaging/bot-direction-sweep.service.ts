/** Looks whether Telegram still delivers to us what buyers write to sellers' bots. */
import { Injectable } from '@nestjs/common';
import { TelegramDirectionService } from '#features/messaging';
import { Sweep } from '../sweep.js';

const EVERY_MS = 5_000;
const MAX_BACKOFF_MS = 60_000;

@Injectable()
export class BotDirectionSweep {
  private readonly sweep = new Sweep(
    BotDirectionSweep.name,
    { everyMs: EVERY_MS, maxBackoffMs: MAX_BACKOFF_MS },
    () => this.direction.look(),
  );

  constructor(private readonly direction: TelegramDirectionService) {}

  start(): void {
    this.sweep.start();
  }

  async stop(): Promise<void> {
    await this.sweep.stop();
  }
}
