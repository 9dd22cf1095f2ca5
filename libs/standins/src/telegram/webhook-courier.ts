/**
 * Delivers updates to webhooks by Telegram's rules (tdlib/telegram-bot-api, WebhookActor, read 22 Nov 2026): one queue
 * per chat, a failing update holds up its own chat only, the first retry comes at once, then after 2, 4, 8 … seconds up
 * to one or two minutes; Retry-After is honoured up to an hour; after a day an update is given up.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Bot, PendingUpdate, Update } from './telegram-state.js';

const ANSWER_TIMEOUT_MS = 50_000;
const FIRST_DELAY_S = 2;
const MAX_RETRY_AFTER_S = 3_600;
const GIVE_UP_MS = 24 * 60 * 60 * 1000;

/** One attempt to deliver an update. `status` is 0 when there was no answer. */
export interface DeliveryAttempt {
  botId: number;
  updateId: number;
  status: number;
  atMs: number;
}

/** What the courier needs of its surroundings. */
export interface CourierContext {
  /** 0.01 makes an hour 36 seconds. */
  timeScale: number;
  /** Something that is kept has changed. */
  changed: () => void;
  attempted: (attempt: DeliveryAttempt) => void;
  /** The webhook answered with a call of a method. */
  answered: (bot: Bot, call: Record<string, unknown>) => void;
}

interface Outcome {
  ok: boolean;
  retryAfterS: number;
}

/** Runs the queues of all bots that have a webhook. */
export class WebhookCourier {
  private readonly rounds = new Map<number, { stop: AbortController; busyChats: Set<number> }>();

  constructor(private readonly context: CourierContext) {}

  /** Starts what is not under way yet; call it after each change of the bot's webhook or queue. */
  kick(bot: Bot): void {
    if (!bot.webhook) return;
    const round = this.rounds.get(bot.id) ?? { stop: new AbortController(), busyChats: new Set() };
    this.rounds.set(bot.id, round);
    for (const { chatId } of bot.pending) {
      if (round.busyChats.size >= bot.webhook.maxConnections) return;
      if (round.busyChats.has(chatId)) continue;
      round.busyChats.add(chatId);
      void this.drain(bot, chatId, round.stop.signal).finally(() => {
        round.busyChats.delete(chatId);
        if (!round.stop.signal.aborted) this.kick(bot);
      });
    }
  }

  /** The webhook changed or went: current waits end, what is undelivered stays. */
  stop(bot: Bot): void {
    this.rounds.get(bot.id)?.stop.abort();
    this.rounds.delete(bot.id);
  }

  /** Ends everything. */
  close(): void {
    for (const { stop } of this.rounds.values()) stop.abort();
    this.rounds.clear();
  }

  /** Posts an update once, whatever becomes of it: a duplicate, as after a lost answer. Resolves with the status. */
  async postOnce(bot: Bot, update: Update): Promise<number> {
    return (await this.post(bot, update, new AbortController().signal)).status;
  }

  private async drain(bot: Bot, chatId: number, signal: AbortSignal): Promise<void> {
    let fails = 0;
    for (;;) {
      const head = bot.pending.find((pending) => pending.chatId === chatId);
      if (!head || signal.aborted) return;
      const outcome = await this.attempt(bot, head, signal);
      if (signal.aborted && !outcome.ok) return;
      if (outcome.ok || Date.now() - head.atMs > GIVE_UP_MS * this.context.timeScale) {
        bot.pending = bot.pending.filter((pending) => pending !== head);
        this.context.changed();
        fails = 0;
        continue;
      }
      const seconds = outcome.retryAfterS || delaySeconds(fails);
      fails += 1;
      const waitMs = seconds * 1000 * this.context.timeScale;
      await wait(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async attempt(bot: Bot, head: PendingUpdate, signal: AbortSignal): Promise<Outcome> {
    const { status, retryAfterS, trouble } = await this.post(bot, head.update, signal);
    const ok = status >= 200 && status < 300;
    if (!ok && !signal.aborted) {
      bot.lastError = { atMs: Date.now(), message: trouble };
      this.context.changed();
    }
    return { ok, retryAfterS };
  }

  private async post(bot: Bot, update: Update, signal: AbortSignal): Promise<Answer> {
    const { webhook } = bot;
    if (!webhook) return { status: 0, retryAfterS: 0, trouble: 'no webhook' };
    let answer: Answer;
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(webhook.secretToken === null
            ? {}
            : { 'x-telegram-bot-api-secret-token': webhook.secretToken }),
        },
        body: JSON.stringify(update),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      });
      this.replyInAnswer(bot, response.ok, await response.text());
      answer = readAnswer(response);
    } catch (error) {
      answer = { status: 0, retryAfterS: 0, trouble: troubleOf(error) };
    }
    const { status } = answer;
    this.context.attempted({ botId: bot.id, updateId: update.update_id, status, atMs: Date.now() });
    return answer;
  }

  private replyInAnswer(bot: Bot, ok: boolean, text: string): void {
    if (!ok || !text.startsWith('{')) return;
    try {
      const call: unknown = JSON.parse(text);
      if (typeof call === 'object' && call !== null && 'method' in call) {
        this.context.answered(bot, { ...call });
      }
    } catch {
      // An answer that is no JSON is no call; Telegram ignores it too.
    }
  }
}

interface Answer {
  status: number;
  retryAfterS: number;
  trouble: string;
}

function readAnswer(response: Response): Answer {
  const wanted = Number(response.headers.get('retry-after') ?? 0);
  const retryAfterS = Number.isFinite(wanted) ? Math.min(wanted, MAX_RETRY_AFTER_S) : 0;
  const trouble = `Wrong response from the webhook: ${response.status} ${response.statusText}`;
  return { status: response.status, retryAfterS, trouble: trouble.trim() };
}

function troubleOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const refused = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
  return refused ? 'Connection refused' : 'Read timeout expired';
}

/** 0, 2, 4, 8 … seconds after the first, second, third … failure, at most a random one to two minutes. */
function delaySeconds(fails: number): number {
  if (fails === 0) return 0;
  return Math.min(FIRST_DELAY_S ** fails, 60 + Math.random() * 60);
}
