/** How fast an account writes: as a person would, or WhatsApp restricts it. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  /** "Typing" is shown for `perCharMs` a character, between these two. */
  minTypingMs: number;
  maxTypingMs: number;
  perCharMs: number;
  /** Between two messages to one chat, at least. */
  chatGapMs: number;
  /** Of the whole account. */
  messagesPerMinute: number;
}

/** About what people do; no limits are published (reports: trouble from 3 a second, 400 chats in 2 h). */
export const HUMAN_PACE: Pace = {
  minTypingMs: 1_000,
  maxTypingMs: 3_000,
  perCharMs: 20,
  chatGapMs: 1_000,
  messagesPerMinute: 20,
};

/** Against a stand-in nobody watches. */
export const QUICK_PACE: Pace = {
  minTypingMs: 20,
  maxTypingMs: 200,
  perCharMs: 1,
  chatGapMs: 10,
  messagesPerMinute: 10_000,
};

const MINUTE_MS = 60_000;

/** The pace of one account. */
export class AccountPace {
  private sentAt: number[] = [];
  private readonly chats = new Map<string, number>();

  constructor(private readonly pace: Pace) {}

  /** How long to wait before the account may send anything at all, ms; 0: now. */
  waitMs(now: number): number {
    this.sentAt = this.sentAt.filter((at) => at > now - MINUTE_MS);
    const [first] = this.sentAt;
    if (first === undefined || this.sentAt.length < this.pace.messagesPerMinute) return 0;
    return first + MINUTE_MS - now;
  }

  /** How long "typing" stands before this text, ms. */
  typingMs(text: string): number {
    const { minTypingMs, maxTypingMs, perCharMs } = this.pace;
    return Math.min(maxTypingMs, Math.max(minTypingMs, text.length * perCharMs));
  }

  /** Waits until this chat may get its next message. */
  async gap(chat: string): Promise<void> {
    const last = this.chats.get(chat) ?? 0;
    const waitMs = last + this.pace.chatGapMs - Date.now();
    if (waitMs > 0) await sleep(waitMs);
  }

  sent(chat: string, now: number): void {
    this.sentAt.push(now);
    if (this.chats.size > 5_000) this.chats.clear();
    this.chats.set(chat, now);
  }
}
