/**
 * Token counts that are plausible (bytes / 4) and prompt-cache counts that are true: a prefix counts
 * as read only if the same bytes were written by an earlier request at a `cache_control` mark.
 * Like the API it looks back at most 20 blocks from each mark, and forgets after 5 minutes or 1 hour.
 */
import { createHash } from 'node:crypto';
import { blocksOf, type CountTokensRequest } from './messages.schemas.js';

const BYTES_PER_TOKEN = 4;
const LOOK_BACK_BLOCKS = 20;
const FIVE_MINUTES_MS = 300_000;
const ONE_HOUR_MS = 3_600_000;
const MAX_ENTRIES = 50_000;

/** The `usage` of a message, in tokens. */
export interface TokenUsage {
  input_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
  output_tokens: number;
  service_tier: 'standard';
}

interface Boundary {
  hash: string;
  /** Tokens from the start of the request to the end of this block. */
  tokens: number;
  /** Lifetime of the cache entry written here; null where no mark stands. */
  ttlMs: number | null;
}

interface MarkedPart {
  cache_control?: { type: string; ttl?: string | undefined } | null | undefined;
}

/** Tokens of a text or of anything JSON: bytes / 4, at least 1. */
export function countTokens(value: unknown): number {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return Math.max(1, Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN));
}

/** All input tokens of a request. */
export function countInputTokens(request: CountTokensRequest): number {
  return boundariesOf(request, '').at(-1)?.tokens ?? 0;
}

/** Remembers the prefixes that were marked for caching, per API key and model. */
export class PromptCache {
  private readonly expiresAt = new Map<string, number>();

  /** @param minimumTokens shorter prefixes are not cached, as on the real API (1024 there). */
  constructor(private readonly minimumTokens: number) {}

  /** Counts a request and writes its marked prefixes; `nowMs` is the time of the request. */
  measure(request: CountTokensRequest, apiKey: string, nowMs: number): TokenUsage {
    const boundaries = boundariesOf(request, `${apiKey}\n${request.model}`);
    const marks = boundaries.flatMap((boundary, index) => (boundary.ttlMs === null ? [] : [index]));
    const read = this.longestHit(boundaries, marks, nowMs);
    const total = boundaries.at(-1)?.tokens ?? 0;
    const written = { fiveMinutes: 0, oneHour: 0 };
    let covered = read;
    for (const index of marks) {
      const mark = boundaries[index];
      if (mark === undefined || mark.ttlMs === null || mark.tokens < this.minimumTokens) continue;
      this.remember(mark.hash, nowMs + mark.ttlMs);
      const fresh = Math.max(0, mark.tokens - covered);
      if (mark.ttlMs === ONE_HOUR_MS) written.oneHour += fresh;
      else written.fiveMinutes += fresh;
      covered = Math.max(covered, mark.tokens);
    }
    return {
      input_tokens: total - covered,
      cache_creation_input_tokens: covered - read,
      cache_read_input_tokens: read,
      cache_creation: {
        ephemeral_5m_input_tokens: written.fiveMinutes,
        ephemeral_1h_input_tokens: written.oneHour,
      },
      output_tokens: 0,
      service_tier: 'standard',
    };
  }

  /** Forgets everything. */
  clear(): void {
    this.expiresAt.clear();
  }

  private longestHit(boundaries: Boundary[], marks: number[], nowMs: number): number {
    let longest = 0;
    for (const mark of marks) {
      const window = boundaries.slice(Math.max(0, mark - LOOK_BACK_BLOCKS), mark + 1);
      for (const boundary of window) {
        const alive = (this.expiresAt.get(boundary.hash) ?? 0) > nowMs;
        if (alive) longest = Math.max(longest, boundary.tokens);
      }
    }
    return longest;
  }

  private remember(hash: string, expiresAt: number): void {
    this.expiresAt.delete(hash);
    this.expiresAt.set(hash, expiresAt);
    const oldest = this.expiresAt.keys().next();
    if (this.expiresAt.size > MAX_ENTRIES && !oldest.done) this.expiresAt.delete(oldest.value);
  }
}

/** Prefix hashes after each tool, system block and message block, in the order the API caches them. */
function boundariesOf(request: CountTokensRequest, owner: string): Boundary[] {
  const parts: { role: string; part: MarkedPart }[] = [
    ...(request.tools ?? []).map((part) => ({ role: 'tool', part })),
    ...blocksOf(request.system).map((part) => ({ role: 'system', part })),
    ...request.messages.flatMap((message) =>
      blocksOf(message.content).map((part) => ({ role: message.role, part })),
    ),
  ];
  let hash = createHash('sha256').update(owner).digest('base64');
  let tokens = 0;
  return parts.map(({ role, part }) => {
    const { cache_control: mark, ...rest } = part;
    const json = JSON.stringify(rest);
    hash = createHash('sha256').update(hash).update(role).update(json).digest('base64');
    tokens += countTokens(json);
    return {
      hash,
      tokens,
      ttlMs: mark ? (mark.ttl === '1h' ? ONE_HOUR_MS : FIVE_MINUTES_MS) : null,
    };
  });
}
