import Anthropic from '@anthropic-ai/sdk';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AnthropicStandin } from './anthropic.standin.js';
import { callTool, say } from './model-reply.schemas.js';

const QUESTION = {
  model: 'claude-haiku-5-5',
  max_tokens: 500,
  messages: [{ role: 'user' as const, content: 'Do you have a blue mug?' }],
};
const SEARCH_TOOL = {
  name: 'mcp__shop__search_products',
  input_schema: { type: 'object' as const },
};

describe('AnthropicStandin with the real SDK', () => {
  let app: FastifyInstance;
  let standin: AnthropicStandin;
  let client: Anthropic;
  let url: string;

  beforeEach(async () => {
    app = Fastify({ forceCloseConnections: true });
    standin = new AnthropicStandin({ cacheMinimumTokens: 0 });
    await standin.register(app);
    url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/anthropic`;
    client = new Anthropic({ baseURL: url, apiKey: 'sk-test', maxRetries: 0 });
  });

  afterEach(async () => {
    await app.close();
  });

  async function control(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${url}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return response.json();
  }

  it('streams a text in several deltas that the SDK puts together', async () => {
    const text = 'Yes, we do!\n\nThe “Blue Mug” costs $24.99 – 3 in stock. ';
    standin.script(say(text));
    const deltas: string[] = [];
    const stream = client.messages.stream(QUESTION).on('text', (delta) => deltas.push(delta));
    const message = await stream.finalMessage();
    expect(message.content).toMatchObject([{ type: 'text', text }]);
    expect(deltas.length).toBeGreaterThan(2);
    expect(message.stop_reason).toBe('end_turn');
    expect(message.usage.output_tokens).toBeGreaterThan(5);
    expect(message.model).toBe('claude-haiku-5-5');
  });

  it('streams text and tool calls of one message with their inputs whole', async () => {
    const input = { query: 'blue "mug" – größe M', max_price: 30, nested: { a: [1, null] } };
    const call = callTool('mcp__shop__search_products', input);
    standin.script({ ...call, blocks: [{ type: 'text', text: 'One moment.' }, ...call.blocks] });
    const message = await client.messages.stream(QUESTION).finalMessage();
    expect(message.stop_reason).toBe('tool_use');
    expect(message.content).toMatchObject([
      { type: 'text', text: 'One moment.' },
      { type: 'tool_use', name: 'mcp__shop__search_products', input },
    ]);
  });

  it('sends the events in the order of the API', async () => {
    standin.script(say('Hello there, dear buyer of mugs.'));
    const names: string[] = [];
    for await (const event of await client.messages.create({ ...QUESTION, stream: true })) {
      if (names.at(-1) !== event.type) names.push(event.type);
    }
    expect(names).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });

  it('answers without streaming in one JSON', async () => {
    standin.script(say('Hi.'));
    const message = await client.messages.create(QUESTION);
    expect(message).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
    expect(message.id).toMatch(/^msg_/);
  });

  it('cuts an answer at max_tokens and says so', async () => {
    standin.script(say('word '.repeat(200)));
    const message = await client.messages.create({ ...QUESTION, max_tokens: 10 });
    expect(message.stop_reason).toBe('max_tokens');
    expect(message.usage.output_tokens).toBe(10);
  });

  it.each([
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [403, 'permission_error'],
    [429, 'rate_limit_error'],
    [500, 'api_error'],
    [529, 'overloaded_error'],
  ])('fails with status %i as %s, once', async (status, type) => {
    standin.fail({ failure: { kind: 'error', status }, times: 1 });
    const error: unknown = await client.messages
      .create(QUESTION)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error).toMatchObject({ status, error: { type: 'error', error: { type } } });
    expect((await client.messages.create(QUESTION)).type).toBe('message');
  });

  it('sends retry-after, and the SDK retries', async () => {
    standin.fail({ failure: { kind: 'error', status: 429, retryAfterSeconds: 0.01 }, times: 1 });
    const patient = new Anthropic({ baseURL: url, apiKey: 'sk-test', maxRetries: 1 });
    expect((await patient.messages.create(QUESTION)).type).toBe('message');
    expect(standin.requests().map((r) => r.outcome)).toEqual(['error 429', 'message']);
  });

  it('can be overloaded in the middle of a stream', async () => {
    standin.script({
      ...say('one two three four five six'),
      breakOff: { how: 'error', afterDeltas: 1 },
    });
    const stream = client.messages.stream(QUESTION);
    const error: unknown = await stream.finalMessage().catch((caught: unknown) => caught);
    expect(String(error)).toContain('overloaded_error');
  });

  it('can drop the socket before an answer and in the middle of one', async () => {
    standin.script([
      { kind: 'drop' },
      { ...say('one two three four five six'), breakOff: { how: 'drop', afterDeltas: 1 } },
    ]);
    await expect(client.messages.create(QUESTION)).rejects.toThrow('Connection error');
    await expect(client.messages.stream(QUESTION).finalMessage()).rejects.toThrow();
  });

  it('can hang until the client gives up, and closes all the same', async () => {
    standin.setMode('failing', { kind: 'hang' });
    await expect(client.messages.create(QUESTION, { timeout: 100 })).rejects.toThrow('timed out');
    void client.messages.create(QUESTION).catch(() => undefined);
    await expect.poll(() => standin.requests().length).toBe(2);
  });

  it('refuses a conversation whose tool call has no result', async () => {
    const call = { type: 'tool_use' as const, id: 'toolu_1', name: 'x', input: {} };
    const messages = [...QUESTION.messages, { role: 'assistant' as const, content: [call] }];
    await expect(
      client.messages.create({
        ...QUESTION,
        messages: [...messages, { role: 'user', content: 'and?' }],
      }),
    ).rejects.toThrow('`tool_use` ids were found without `tool_result`');
  });

  it('refuses a stray tool result, a bad tool name and an empty conversation', async () => {
    const result = { type: 'tool_result' as const, tool_use_id: 'toolu_9', content: 'x' };
    const requests = [
      { ...QUESTION, messages: [{ role: 'user' as const, content: [result] }] },
      { ...QUESTION, tools: [{ name: 'no spaces', input_schema: { type: 'object' as const } }] },
      { ...QUESTION, messages: [] },
    ];
    for (const request of requests) {
      await expect(client.messages.create(request)).rejects.toMatchObject({ status: 400 });
    }
  });

  it('records whole bodies, keys and modes, and lists them over HTTP', async () => {
    standin.setMode('instant');
    await client.messages.create({ ...QUESTION, system: 'Be kind.', tools: [SEARCH_TOOL] });
    await client.messages.create({
      ...QUESTION,
      messages: [{ role: 'user', content: 'something else' }],
    });
    expect(standin.requests()[0]).toMatchObject({
      seq: 1,
      mode: 'instant',
      apiKey: 'sk-test',
      body: { ...QUESTION, system: 'Be kind.', tools: [SEARCH_TOOL] },
    });
    const listed = await (await fetch(`${url}/_control/requests?since=1`)).json();
    expect(listed).toMatchObject({ newest: 2, requests: [{ seq: 2 }] });
    expect(standin.requests({ containing: 'blue mug' })).toHaveLength(1);
  });

  it('waits for hooks before it answers', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const unhook = standin.onRequest(() => gate);
    let answered = false;
    const answer = client.messages.create(QUESTION).then(() => (answered = true));
    await expect.poll(() => standin.requests().length).toBe(1);
    expect(answered).toBe(false);
    release();
    await answer;
    unhook();
  });

  it('counts tokens and says hello', async () => {
    const { input_tokens: count } = await client.messages.countTokens(QUESTION);
    expect(count).toBeGreaterThan(5);
    expect((await fetch(`${url}/api/hello`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${url}/`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${url}/v1/nothing`)).status).toBe(404);
  });

  it('is steered over HTTP: mode, pace, scripts, failures, reset', async () => {
    await control('mode', { mode: 'scripted', perDeltaMs: 1 });
    await control('script', { replies: [say('for the mug')], contains: 'blue mug' });
    await control('script', { replies: [say('for anyone')] });
    await control('fail', { failure: { kind: 'error', status: 403 }, contains: 'poison' });
    const ask = (content: string) =>
      client.messages.create({ ...QUESTION, messages: [{ role: 'user', content }] });
    expect((await ask('hello')).content).toMatchObject([{ text: 'for anyone' }]);
    expect((await ask('blue mug')).content).toMatchObject([{ text: 'for the mug' }]);
    await expect(ask('poison')).rejects.toMatchObject({ status: 403 });
    await expect(ask('nothing is left')).rejects.toThrow('no scripted reply is left');
    expect(await control('reset', {})).toEqual({ mode: 'demo' });
    expect(standin.pace).toEqual({ firstByteMs: 0, perDeltaMs: 0 });
  });

  it('lets a function script answer, per conversation', async () => {
    const remove = standin.scriptWith((request) =>
      JSON.stringify(request.messages).includes('blue') ? say('scripted') : undefined,
    );
    expect((await client.messages.create(QUESTION)).content).toMatchObject([{ text: 'scripted' }]);
    remove();
    expect((await client.messages.create(QUESTION)).content).not.toMatchObject([
      { text: 'scripted' },
    ]);
  });

  it('lets in only the given keys when it is told to', async () => {
    const strict = Fastify({ forceCloseConnections: true });
    await new AnthropicStandin({ apiKeys: ['sk-right'] }).register(strict);
    const baseURL = `${await strict.listen({ port: 0, host: '127.0.0.1' })}/anthropic`;
    const withKey = (apiKey: string) => new Anthropic({ baseURL, apiKey, maxRetries: 0 });
    await expect(withKey('sk-wrong').messages.create(QUESTION)).rejects.toMatchObject({
      status: 401,
    });
    expect((await withKey('sk-right').messages.create(QUESTION)).type).toBe('message');
    await strict.close();
  });
});
