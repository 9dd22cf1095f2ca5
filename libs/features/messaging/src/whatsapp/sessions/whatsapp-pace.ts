/** How fast an account writes: as a person would, or WhatsApp restricts it; and how long it waits for others. */
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
  /** What could not be read has so long to come again. */
  rereadMs: number;
}

/** About what people do; no limits are published (reports: trouble from 3 a second, 400 chats in 2 h). */
export const HUMAN_PACE: Pace = {
  minTypingMs: 1_000,
  maxTypingMs: 3_000,
  perCharMs: 20,
  chatGapMs: 1_000,
  messagesPerMinute: 20,
  rereadMs: 120_000,
};

/** Against a stand-in nobody watches. */
export const QUICK_PACE: Pace = {
  minTypingMs: 20,
  maxTypingMs: 200,
  perCharMs: 1,
  chatGapMs: 10,
  messagesPerMinute: 10_000,
  rereadMs: 20_000,
};

const MINUTE_MS = 60_000;

/** The pace of one account. Its chats are answered at the same time, so places in the minute are booked before the wait. */
export class AccountPace {
  /** When messages go out, the next ones included; ascending. */
  private booked: { at: number }[] = [];
  private readonly chats = new Map<string, number>();

  constructor(private readonly pace: Pace) {}

  /** How long until the account may send another message, ms; 0: now. */
  waitMs(now: number): number {
    this.booked = this.booked.filter(({ at }) => at > now - MINUTE_MS);
    const before = this.booked.at(-this.pace.messagesPerMinute);
    return before === undefined ? 0 : Math.max(0, before.at + MINUTE_MS - now);
  }

  /** Takes the next place, {@link waitMs} from now. @returns gives it back, for a message that was not sent after all */
  book(now: number): () => void {
    const place = { at: now + this.waitMs(now) };
    this.booked.push(place);
    return () => {
      this.booked = this.booked.filter((other) => other !== place);
    };
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
    if (this.chats.size > 5_000) this.chats.clear();
    this.chats.set(chat, now);
  }
}
