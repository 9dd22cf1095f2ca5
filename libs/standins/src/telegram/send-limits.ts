/**
 * Telegram's sending limits, when a test asks for them: about one message a second in a chat with short bursts,
 * 30 a second for a bot; who goes beyond is refused for `retry_after` seconds, in every chat of that bot.
 */
import { BotApiError } from './bot-api-error.js';

const WINDOW_MS = 1_000;
const CHAT_BURST = 3;
const BOT_PER_SECOND = 30;
const PENALTY_SECONDS = 1;

/** Counts messages per chat and bot. Times run `timeScale` times as long as the real ones. */
export class SendLimits {
  enforced = false;
  private readonly sentAt = new Map<string, number[]>();
  private readonly closedUntil = new Map<number, number>();

  constructor(private readonly timeScale: number) {}

  /** Counts one message; throws 429 when it is one too many. */
  count(botId: number, chatId: number): void {
    if (!this.enforced) return;
    const now = Date.now();
    const leftMs = (this.closedUntil.get(botId) ?? 0) - now;
    if (leftMs > 0) throw tooMany(Math.ceil(leftMs / 1000));
    const inChat = this.recent(`${botId}:${chatId}`, now);
    const ofBot = this.recent(`${botId}`, now);
    if (inChat.length >= CHAT_BURST || ofBot.length >= BOT_PER_SECOND) {
      this.closedUntil.set(botId, now + PENALTY_SECONDS * 1000 * this.timeScale);
      throw tooMany(PENALTY_SECONDS);
    }
    inChat.push(now);
    ofBot.push(now);
  }

  private recent(key: string, now: number): number[] {
    const kept = (this.sentAt.get(key) ?? []).filter((at) => at > now - WINDOW_MS * this.timeScale);
    this.sentAt.set(key, kept);
    return kept;
  }
}

function tooMany(seconds: number): BotApiError {
  return new BotApiError(429, `Too Many Requests: retry after ${seconds}`, seconds);
}
