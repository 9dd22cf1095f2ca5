/**
 * Reads token counts and the answer's text out of a Messages answer while it streams through, without holding it up.
 * Only message_start, message_delta, message_stop and text lines are parsed; the rest passes unread.
 */
import { Transform, type TransformCallback } from 'node:stream';
import { z } from 'zod';
import type { TokenCounts } from './model-usage.js';

const usageSchema = z.looseObject({
  input_tokens: z.number().nonnegative().nullish(),
  output_tokens: z.number().nonnegative().nullish(),
  cache_read_input_tokens: z.number().nonnegative().nullish(),
  cache_creation_input_tokens: z.number().nonnegative().nullish(),
});
const eventSchema = z.looseObject({
  type: z.string(),
  message: z.looseObject({ usage: usageSchema.nullish() }).nullish(),
  usage: usageSchema.nullish(),
});
const textSchema = z.looseObject({
  type: z.literal('content_block_delta'),
  delta: z.looseObject({ type: z.literal('text_delta'), text: z.string() }),
});
const METERED = /"type"\s*:\s*"message_(?:start|delta|stop)"/;
const TEXT = /"type"\s*:\s*"text_delta"/;

/** A line longer than this is a delta of a tool's input, or text that nobody reads along. */
const LONGEST_READ_LINE = 64 * 1024;

/** Told at message_start and at message_stop. */
export type MeterListener = (phase: 'start' | 'stop', counts: TokenCounts) => void;

/** Passes bytes on and tells the listeners what they cost and what they say. `counts` stays readable after a broken stream. */
export class SseMeter extends Transform {
  readonly counts: TokenCounts = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
  started = false;
  stopped = false;
  private tail = '';

  /** @param onText told each piece of the answer's text */
  constructor(
    private readonly listener: MeterListener,
    private readonly onText: (text: string) => void = () => undefined,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    // The reader first: what the listeners do takes longer than passing on.
    this.push(chunk);
    this.scan(chunk.toString('latin1'));
    done();
  }

  override _flush(done: TransformCallback): void {
    this.scan('\n');
    done();
  }

  private scan(text: string): void {
    const lines = (this.tail + text).split('\n');
    const rest = lines.pop() ?? '';
    this.tail = rest.length > LONGEST_READ_LINE ? 'x' : rest;
    for (const line of lines) {
      if (!line.startsWith('data:')) continue;
      if (METERED.test(line)) this.meter(line.slice('data:'.length));
      else if (TEXT.test(line)) this.hear(line.slice('data:'.length));
    }
  }

  private hear(json: string): void {
    const delta = textSchema.safeParse(parsed(Buffer.from(json, 'latin1').toString()));
    if (delta.success && delta.data.delta.text !== '') this.onText(delta.data.delta.text);
  }

  private meter(json: string): void {
    const event = parseUsageEvent(json);
    if (!event) return;
    Object.assign(this.counts, event.counts);
    if (event.type === 'message_start') {
      this.started = true;
      this.listener('start', { ...this.counts });
    }
    if (event.type === 'message_stop' && !this.stopped) {
      this.stopped = true;
      this.listener('stop', { ...this.counts });
    }
  }
}

/** Counts of a whole (not streamed) answer; zeros where the body has none. */
export function countsOfBody(body: string): Partial<TokenCounts> {
  return parseUsageEvent(body)?.counts ?? {};
}

function parseUsageEvent(json: string): { type: string; counts: Partial<TokenCounts> } | null {
  const event = eventSchema.safeParse(parsed(json));
  if (!event.success) return null;
  return { type: event.data.type, counts: countsOf(event.data.message?.usage ?? event.data.usage) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function countsOf(usage: z.infer<typeof usageSchema> | null | undefined): Partial<TokenCounts> {
  const named = {
    inputTokens: usage?.input_tokens,
    outputTokens: usage?.output_tokens,
    cacheReadTokens: usage?.cache_read_input_tokens,
    cacheWriteTokens: usage?.cache_creation_input_tokens,
  };
  return Object.fromEntries(Object.entries(named).filter(([, count]) => count != null));
}
