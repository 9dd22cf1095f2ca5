/**
 * getUpdates: at most one caller per bot waits. A newer caller, or a webhook, ends the older one with 409,
 * and an offset confirms everything before it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { BotApiError, conflict } from './bot-api-error.js';
import type { Bot, Update } from './telegram-state.js';

const MAX_WAIT_SECONDS = 50;

/** What one getUpdates asks for. */
export interface PollRequest {
  offset: number | undefined;
  limit: number;
  timeoutSeconds: number;
  /** Aborted when the caller hangs up. */
  signal: AbortSignal;
}

/** The callers who wait for updates. */
export class LongPolls {
  private readonly waiting = new Map<number, AbortController>();

  constructor(private readonly changed: () => void) {}

  /** True when somebody waits for this bot's updates. */
  isPolling(bot: Bot): boolean {
    return this.waiting.has(bot.id);
  }

  /** The bot's updates now, or as soon as there are any, or none when the time is up. Throws 409. */
  async poll(bot: Bot, request: PollRequest): Promise<Update[]> {
    if (bot.webhook) {
      throw conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    this.end(
      bot,
      conflict(
        'terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    );
    this.confirm(bot, request.offset);
    const waitMs = Math.min(request.timeoutSeconds, MAX_WAIT_SECONDS) * 1000;
    if (bot.pending.length === 0 && waitMs > 0) await this.waitFor(bot, waitMs, request.signal);
    return bot.pending.slice(0, request.limit).map((pending) => pending.update);
  }

  /** Something arrived for this bot: whoever waits gets it. */
  wake(bot: Bot): void {
    this.waiting.get(bot.id)?.abort();
  }

  /** Ends the waiting call of this bot with an error. */
  end(bot: Bot, error: BotApiError): void {
    this.waiting.get(bot.id)?.abort(error);
  }

  /** Ends all waiting calls, empty-handed. */
  close(): void {
    for (const controller of this.waiting.values()) controller.abort();
  }

  private async waitFor(bot: Bot, waitMs: number, hungUp: AbortSignal): Promise<void> {
    const mine = new AbortController();
    this.waiting.set(bot.id, mine);
    try {
      await wait(waitMs, undefined, { signal: AbortSignal.any([mine.signal, hungUp]) });
    } catch {
      const reason: unknown = mine.signal.reason;
      if (reason instanceof BotApiError) throw reason;
    } finally {
      if (this.waiting.get(bot.id) === mine) this.waiting.delete(bot.id);
    }
  }

  /** A negative offset keeps that many of the newest updates. */
  private confirm(bot: Bot, offset: number | undefined): void {
    if (offset === undefined) return;
    const before = bot.pending.length;
    bot.pending =
      offset < 0
        ? bot.pending.slice(offset)
        : bot.pending.filter(({ update }) => update.update_id >= offset);
    if (bot.pending.length !== before) this.changed();
  }
}
