/**
 * What model requests use and what that costs. Prices are dollars per million tokens, which is the same number as
 * micro-dollars per token. Read on 2026-11-23 from Anthropic's model and pricing pages; the cache-read shares were
 * checked against the cost that CLI 2.1.330 itself reports.
 */
import type { TurnUsage } from '../turns/turn.js';

/** Tokens of a request so far. The input total is the sum of input, cacheRead and cacheWrite. */
export interface TokenCounts {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
}

/** One model request as metered by the gateway: told twice, with growing counts and the same requestId. */
export interface ModelUsage extends TokenCounts {
  /** Ours, unique per request; the key to overwrite the start's row with the stop's. */
  requestId: string;
  model: string;
  phase: 'start' | 'stop';
  /** False when the stream broke before its end: counts are what was seen, the bill may be higher. */
  complete: boolean;
  costMicros: number;
}

interface Price {
  input: number;
  output: number;
  /** Share of the input price. */
  cacheRead: number;
}

/** A cache write of five minutes costs 1.25 of the input price. An hour costs 2; the client never asks for it. */
const CACHE_WRITE_SHARE = 1.25;

const LONG_PROMPT_TOKENS = 100_000;

const PRICES: readonly [prefix: string, price: Price][] = [
  ['claude-fable-5-1', { input: 10, output: 50, cacheRead: 0.025 }],
  ['claude-fable-5', { input: 10, output: 50, cacheRead: 0.1 }],
  ['claude-opus-5-5', { input: 4, output: 20, cacheRead: 0.05 }],
  ['claude-opus-5', { input: 5, output: 25, cacheRead: 0.1 }],
  ['claude-sonnet-5-5', { input: 2, output: 10, cacheRead: 0.05 }],
  ['claude-sonnet-5', { input: 2, output: 10, cacheRead: 0.1 }],
  ['claude-sonnet-4', { input: 3, output: 15, cacheRead: 0.1 }],
  ['claude-haiku-5-5', { input: 0.1, output: 0.5, cacheRead: 0.1 }],
  ['claude-haiku-4-5', { input: 1, output: 5, cacheRead: 0.1 }],
];

const HAIKU_LONG_PROMPT: Price = { input: 0.5, output: 2.5, cacheRead: 0.1 };

/** Dearest of the table, so that a budget is never overrun by a model nobody priced. */
const UNKNOWN_MODEL: Price = { input: 10, output: 50, cacheRead: 0.1 };

function priceFor(model: string, promptTokens: number): Price {
  const known = PRICES.find(([prefix]) => model === prefix || model.startsWith(`${prefix}-`));
  if (!known) return UNKNOWN_MODEL;
  if (known[0] === 'claude-haiku-5-5' && promptTokens > LONG_PROMPT_TOKENS) {
    return HAIKU_LONG_PROMPT;
  }
  return known[1];
}

/** Cost of one request in micro-dollars, rounded up. A model that is not in the table is priced as the dearest. */
export function priceOf(model: string, tokens: TokenCounts): number {
  const prompt = tokens.inputTokens + tokens.cacheReadTokens + tokens.cacheWriteTokens;
  const price = priceFor(model, prompt);
  const cost =
    tokens.inputTokens * price.input +
    tokens.cacheReadTokens * price.input * price.cacheRead +
    tokens.cacheWriteTokens * price.input * CACHE_WRITE_SHARE +
    tokens.outputTokens * price.output;
  return Math.ceil(Number(cost.toFixed(6)));
}

/** Sums the latest count of each request of a turn. */
export class UsageLedger {
  private readonly latest = new Map<string, ModelUsage>();

  /** Takes a new reading; a later one of the same request replaces it. */
  record(usage: ModelUsage): void {
    this.latest.set(usage.requestId, usage);
  }

  /** Sum since the last `take`, which starts a new sum. */
  take(): TurnUsage {
    const sum: TurnUsage = { ...NO_USAGE };
    for (const usage of this.latest.values()) {
      sum.requests += 1;
      sum.inputTokens += usage.inputTokens;
      sum.outputTokens += usage.outputTokens;
      sum.cacheReadTokens += usage.cacheReadTokens;
      sum.cacheWriteTokens += usage.cacheWriteTokens;
      sum.costMicros += usage.costMicros;
    }
    this.latest.clear();
    return sum;
  }
}

/** Usage of a turn that asked nothing of the model. */
export const NO_USAGE: Readonly<TurnUsage> = Object.freeze({
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costMicros: 0,
});
