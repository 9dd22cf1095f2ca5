import { describe, expect, it } from 'vitest';
import type { CountTokensRequest, RequestBlock } from './messages.schemas.js';
import { countInputTokens, PromptCache } from './token-usage.js';

const MARK = { type: 'ephemeral' };
const MINUTE_MS = 60_000;
const RULES = 'rule '.repeat(100);

function block(text: string, mark?: RequestBlock['cache_control']): RequestBlock {
  return { type: 'text', text, ...(mark ? { cache_control: mark } : {}) };
}

function request(system: RequestBlock[], ...turns: RequestBlock[][]): CountTokensRequest {
  const messages = turns.map((content, index) => ({
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content,
  }));
  return { model: 'm', system, messages };
}

describe('PromptCache', () => {
  it('reads a prefix only after it was sent with a mark, byte for byte', () => {
    const cache = new PromptCache(0);
    const first = cache.measure(request([block(RULES, MARK)], [block('hi')]), 'key', 0);
    const second = cache.measure(request([block(RULES, MARK)], [block('other')]), 'key', 0);
    const changed = cache.measure(request([block(`${RULES}!`, MARK)], [block('hi')]), 'key', 0);
    expect(first.cache_read_input_tokens).toBe(0);
    expect(first.cache_creation_input_tokens).toBeGreaterThan(100);
    expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(second.cache_creation_input_tokens).toBe(0);
    expect(changed.cache_read_input_tokens).toBe(0);
  });

  it('reads the end of the last turn back when the conversation grows', () => {
    const cache = new PromptCache(0);
    const first = cache.measure(request([block(RULES)], [block('one', MARK)]), 'key', 0);
    const grown = request([block(RULES)], [block('one')], [block('yes')], [block('two', MARK)]);
    const second = cache.measure(grown, 'key', 0);
    expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(second.cache_creation_input_tokens).toBeGreaterThan(0);
    expect(second.input_tokens).toBe(0);
  });

  it('keeps keys and models apart', () => {
    const cache = new PromptCache(0);
    const sent = request([block(RULES, MARK)], [block('hi')]);
    cache.measure(sent, 'key', 0);
    expect(cache.measure(sent, 'other key', 0).cache_read_input_tokens).toBe(0);
    expect(cache.measure({ ...sent, model: 'n' }, 'key', 0).cache_read_input_tokens).toBe(0);
  });

  it('forgets after five minutes, or an hour where the mark says so', () => {
    const cache = new PromptCache(0);
    const short = request([block(RULES, MARK)], [block('hi')]);
    const long = request([block(`long ${RULES}`, { ...MARK, ttl: '1h' })], [block('hi')]);
    cache.measure(short, 'key', 0);
    expect(cache.measure(long, 'key', 0).cache_creation.ephemeral_1h_input_tokens).toBeGreaterThan(
      0,
    );
    expect(cache.measure(short, 'key', 6 * MINUTE_MS).cache_read_input_tokens).toBe(0);
    expect(cache.measure(long, 'key', 6 * MINUTE_MS).cache_read_input_tokens).toBeGreaterThan(0);
  });

  it('does not cache what is shorter than the minimum', () => {
    const cache = new PromptCache(1_024);
    const sent = request([block(RULES, MARK)], [block('hi')]);
    cache.measure(sent, 'key', 0);
    expect(cache.measure(sent, 'key', 0)).toMatchObject({
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      input_tokens: countInputTokens(sent),
    });
  });

  it('splits all input tokens into fresh, written and read', () => {
    const cache = new PromptCache(0);
    const sent = request([block(RULES, MARK)], [block('hi')]);
    for (const usage of [cache.measure(sent, 'key', 0), cache.measure(sent, 'key', 0)]) {
      const { input_tokens: fresh, cache_creation_input_tokens: written } = usage;
      expect(fresh + written + usage.cache_read_input_tokens).toBe(countInputTokens(sent));
    }
  });
});
