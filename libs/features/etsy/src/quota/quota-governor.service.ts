/**
 * The gate every request to Etsy passes: one budget for the whole fleet, kept in Redis, learned from Etsy's headers.
 * Whoever cannot go within a second gets an error that tells when to come back; nobody sleeps longer here. Without Redis
 * each process keeps to a small budget of its own.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { z } from 'zod';
import type { EtsyPriority, EtsyQuotaGate, EtsyQuotaSnapshot, EtsyTicket } from '#clients/etsy';
import { AppConfig } from '#platform/config';
import { Metrics } from '#platform/metrics';
import { RedisConnections } from '#platform/redis';
import { quotaRefused } from '../etsy.errors.js';
import {
  FIRST_LIMITS,
  LIVE_SHARE,
  MAX_WAIT_MS,
  ProcessBudget,
  type QuotaVerdict,
  RESERVED_SHARE,
  WINDOW_MS,
} from './quota-budget.js';
import { ASK, LATE, LEARN, LEAVE, LOOK, quotaKeys } from './quota-script.js';

const FAIR_WINDOW_MS = 4_000;
/** Whoever heard so late that it may go has noticeably not gone when that was noted. */
const LATE_MS = 4;
/** Longer than this beyond its place nobody waits here. */
const MAX_EXTRA_MS = 1_000;
const KEPT: Readonly<Record<EtsyPriority, number>> = {
  live: 0,
  interactive: LIVE_SHARE,
  background: RESERVED_SHARE,
};

const verdict = z.union([
  z.tuple([z.literal(1), z.number()]),
  z.tuple([z.literal(0), z.enum(['second', 'day', 'turn']), z.number()]),
]);
const departure = z.tuple([z.number(), z.number()]);
const figures = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);

/** What is known of the budget at this moment. */
export interface QuotaState {
  /** `process`: Redis is away, each process keeps to a small budget of its own. */
  shared: boolean;
  perSecond: number;
  perDay: number;
  remainingToday: number;
  /** Kept for those whom a person waits for. */
  reserved: number;
  /** Etsy refuses until then; null: it does not. */
  blockedUntil: Date | null;
  /** When Etsy last told; null: never yet, the figures are assumptions. */
  learnedAt: Date | null;
}

@Injectable()
export class QuotaGovernor implements EtsyQuotaGate {
  private readonly keys: readonly string[];
  private readonly own = new ProcessBudget();
  private readonly asked: Counter<'priority' | 'outcome'>;
  private readonly refusals: Counter<'by'>;

  constructor(
    config: AppConfig,
    metrics: Metrics,
    private readonly redis: RedisConnections,
  ) {
    const hash = createHash('sha256').update(config.etsy.apiKey).digest('hex').slice(0, 12);
    // Databases of one Redis are apart already; channels and clusters are not.
    this.keys = quotaKeys(hash);
    this.asked = metrics.counter('ifa_etsy_requests_total', 'Requests to Etsy that asked to go', [
      'priority',
      'outcome',
    ]);
    this.refusals = metrics.counter('ifa_etsy_429_total', 'Requests that Etsy refused', ['by']);
    const remaining = metrics.gauge(
      'ifa_etsy_remaining_today',
      'Requests left of the day, as last learned',
    );
    const perSecond = metrics.gauge('ifa_etsy_per_second', 'Requests a second, as last learned');
    this.note = (snapshot) => {
      if (snapshot.remainingToday !== null) remaining.set(snapshot.remainingToday);
      if (snapshot.perSecondLimit !== null) perSecond.set(snapshot.perSecondLimit);
    };
  }

  private readonly note: (snapshot: EtsyQuotaSnapshot) => void;

  /** @throws AppError `etsy.quota_second`, `etsy.quota_day`, `etsy.quota_turn` (rate_limited, with retryAfterMs) */
  async beforeRequest(ticket: EtsyTicket): Promise<void> {
    const shared = await this.askShared(ticket);
    const said = shared ?? this.own.ask(ticket.priority, Date.now());
    this.asked.inc({ priority: ticket.priority, outcome: said.granted ? 'granted' : said.reason });
    if (!said.granted) throw quotaRefused(said.reason, said.retryAfterMs);
    if (said.waitMs > 0) await sleep(said.waitMs);
    if (shared) await this.leave();
  }

  /** Goes, as soon as what really left allows it: whoever was promised an earlier place may be late. */
  private async leave(): Promise<void> {
    const began = performance.now();
    for (;;) {
      const asked = performance.now();
      const said = departure.safeParse(await this.run(LEAVE, [FIRST_LIMITS.perSecond, WINDOW_MS]));
      // Redis went away meanwhile: the place was given, so it goes.
      if (!said.success) return;
      const [waitMs, number] = said.data;
      const heard = performance.now();
      if (waitMs === 0) {
        if (heard - asked > LATE_MS) void this.run(LATE, [number]);
        return;
      }
      if (heard + waitMs - began > MAX_EXTRA_MS) throw quotaRefused('second', waitMs);
      await sleep(waitMs);
    }
  }

  onQuota(snapshot: EtsyQuotaSnapshot): void {
    this.note(snapshot);
    if (snapshot.refusedBy !== null) {
      this.refusals.inc({ by: snapshot.refusedBy });
      this.own.holdUntil(Date.now() + Math.min(snapshot.retryAfterMs ?? 0, 60_000));
    }
    const said = [
      snapshot.perSecondLimit,
      snapshot.perDayLimit,
      snapshot.remainingToday,
      snapshot.refusedBy,
      snapshot.retryAfterMs,
    ].map((value) => (value === null ? '' : String(value)));
    void this.run(LEARN, said);
  }

  /** For people: what is left, and of what. */
  async state(): Promise<QuotaState> {
    const parsed = figures.safeParse(await this.run(LOOK, []));
    if (!parsed.success) return this.ownState();
    const [perSecond, knownPerDay, left, blockedUntilMs, seenAtMs] = parsed.data;
    const perDay = knownPerDay || FIRST_LIMITS.perDay;
    return {
      shared: true,
      perSecond: perSecond || FIRST_LIMITS.perSecond,
      perDay,
      remainingToday: Math.max(0, knownPerDay ? left : FIRST_LIMITS.perDay + left),
      reserved: Math.ceil(perDay * RESERVED_SHARE),
      blockedUntil: blockedUntilMs > Date.now() ? new Date(blockedUntilMs) : null,
      learnedAt: seenAtMs > 0 ? new Date(seenAtMs) : null,
    };
  }

  private ownState(): QuotaState {
    const perDay = FIRST_LIMITS.perDay / 5;
    return {
      shared: false,
      perSecond: FIRST_LIMITS.perSecond / 5,
      perDay,
      remainingToday: Math.max(0, perDay - this.own.usedToday(Date.now())),
      reserved: Math.ceil(perDay * RESERVED_SHARE),
      blockedUntil: null,
      learnedAt: null,
    };
  }

  private async askShared({ priority, subject }: EtsyTicket): Promise<QuotaVerdict | null> {
    const answer = verdict.safeParse(
      await this.run(ASK, [
        subject ?? '',
        MAX_WAIT_MS[priority],
        KEPT[priority],
        priority === 'background' ? 1 : 0,
        FIRST_LIMITS.perSecond,
        FIRST_LIMITS.perDay,
        WINDOW_MS,
        FAIR_WINDOW_MS,
      ]),
    );
    if (!answer.success) return null;
    if (answer.data[0] === 1) return { granted: true, waitMs: answer.data[1] };
    const [, reason, retryAfterMs] = answer.data;
    return { granted: false, reason, retryAfterMs };
  }

  /** Null when Redis is away. */
  private run(script: string, args: (string | number)[]): Promise<unknown> {
    return this.redis.ask((redis) => redis.eval(script, this.keys.length, ...this.keys, ...args));
  }
}
