import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsOfBody, SseMeter } from './sse-meter.js';

const event = (data: Record<string, unknown>): string =>
  `event: ${String(data['type'])}\ndata: ${JSON.stringify(data)}\n\n`;
const SAID = 'data: {"type":"message_stop"} ü 🫖';
const ANSWER = Buffer.from(
  event({
    type: 'message_start',
    message: { usage: { input_tokens: 7, cache_read_input_tokens: 90, output_tokens: 1 } },
  }) +
    event({
      type: 'content_block_delta',
      delta: { type: 'text_delta', text: SAID },
    }) +
    event({
      type: 'content_block_delta',
      delta: { type: 'input_json_delta', partial_json: '{"a' },
    }) +
    event({ type: 'message_delta', usage: { output_tokens: 42 } }) +
    event({ type: 'message_stop' }),
);

async function meter(chunks: Buffer[]) {
  const told: unknown[] = [];
  const said: string[] = [];
  const passed: Buffer[] = [];
  const stream = new SseMeter(
    (phase, counts) => told.push({ phase, ...counts }),
    (text) => said.push(text),
  );
  stream.on('data', (chunk: Buffer) => passed.push(chunk));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await once(stream, 'end');
  return { told, said, passed: Buffer.concat(passed), stream };
}

describe('SseMeter', () => {
  it('tells the same counts and text and passes the same bytes however the stream is cut', async () => {
    const cuts = fc.array(fc.nat(ANSWER.length), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const edges = [0, ...at.toSorted((a, b) => a - b), ANSWER.length];
        const chunks = edges.slice(1).map((end, n) => ANSWER.subarray(edges[n], end));
        const { told, said, passed } = await meter(chunks);
        expect(said).toEqual([SAID]);
        expect(passed.equals(ANSWER)).toBe(true);
        const counts = { inputTokens: 7, cacheReadTokens: 90, cacheWriteTokens: 0 };
        expect(told).toEqual([
          { phase: 'start', ...counts, outputTokens: 1 },
          { phase: 'stop', ...counts, outputTokens: 42 },
        ]);
      }),
    );
  });

  it('says that a stream has stopped only when it has', async () => {
    const { stream, told } = await meter([ANSWER.subarray(0, ANSWER.indexOf('message_delta') - 8)]);
    expect(stream.started).toBe(true);
    expect(stream.stopped).toBe(false);
    expect(told).toHaveLength(1);
  });

  it('survives lines without end and lines that are not JSON', async () => {
    const noise = Buffer.from(`data: {"type":"message_start"${'x'.repeat(300_000)}\n`);
    const { told } = await meter([noise, Buffer.from('data: "type":"message_stop"\n'), ANSWER]);
    expect(told).toHaveLength(2);
  });
});

describe('countsOfBody', () => {
  it('reads a whole message, and nothing from anything else', () => {
    const body = { type: 'message', usage: { input_tokens: 3, output_tokens: 4 } };
    expect(countsOfBody(JSON.stringify(body))).toEqual({ inputTokens: 3, outputTokens: 4 });
    expect(countsOfBody('<html>')).toEqual({});
    expect(countsOfBody('{"type":"message","usage":{"input_tokens":-5}}')).toEqual({});
  });
});
