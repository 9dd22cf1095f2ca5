import { describe, expect, it } from 'vitest';
import { admitRequest, endpointOf, type GatewayRules } from './gateway-policy.js';

const rules: GatewayRules = {
  model: 'claude-sonnet-5-5',
  maxOutputTokens: 1000,
  toolNames: ['mcp__shop__search'],
};
const messages = [{ role: 'user', content: 'hi' }];
const admit = (body: unknown) => admitRequest(JSON.stringify(body), 'messages', rules);

describe('endpointOf', () => {
  it.each([
    ['POST', '/v1/messages', 'messages'],
    ['POST', '/v1/messages?beta=true', 'messages'],
    ['POST', '/v1/messages/count_tokens', 'count_tokens'],
    ['GET', '/v1/messages', null],
    ['POST', '/v1/messages/batches', null],
    ['POST', '//v1/messages', null],
    ['POST', '/v1/%6dessages', null],
    ['POST', 'http://elsewhere/v1/messages', null],
    [undefined, undefined, null],
  ])('%s %s is %s', (method, url, endpoint) => {
    expect(endpointOf(method, url)).toBe(endpoint);
  });
});

describe('admitRequest', () => {
  it('forces the model, lowers max_tokens and drops the metadata, whatever was asked', () => {
    const admitted = admit({
      model: 'claude-opus-5-5',
      max_tokens: 128_000,
      metadata: { user_id: 'device' },
      messages,
    });
    expect(admitted).toEqual({
      ok: true,
      body: JSON.stringify({ model: 'claude-sonnet-5-5', max_tokens: 1000, messages }),
    });
  });

  it('keeps a lower max_tokens and sets a missing one', () => {
    expect(admit({ max_tokens: 5, messages })).toMatchObject({
      body: expect.stringContaining('"max_tokens":5'),
    });
    expect(admit({ messages })).toMatchObject({
      body: expect.stringContaining('"max_tokens":1000'),
    });
  });

  it('lets our own tools pass', () => {
    const tools = [{ name: 'mcp__shop__search', input_schema: {} }];
    expect(admit({ messages, tools })).toMatchObject({ ok: true });
  });

  it.each([
    [{ name: 'Bash' }],
    [{ name: 'mcp__shop__other' }],
    [{ name: 'web_search', type: 'web_search_20250305' }],
    [{ name: 'mcp__shop__search', type: 'computer_20250124' }],
  ])('refuses the tool %o', (tool) => {
    expect(admit({ messages, tools: [tool] })).toMatchObject({ ok: false, status: 403 });
  });

  it.each([
    ['servers of its own', { messages, mcp_servers: [{ url: 'http://x' }] }],
    ['a container', { messages, container: 'c' }],
    ['no messages', { messages: [] }],
    ['a list', [{ messages }]],
    ['a negative limit', { messages, max_tokens: -1 }],
  ])('refuses a request with %s', (_what, body) => {
    expect(admit(body)).toMatchObject({ ok: false, status: 400 });
  });

  it('refuses what is not JSON', () => {
    expect(admitRequest('{', 'messages', rules)).toMatchObject({ ok: false, status: 400 });
  });

  it('adds no max_tokens to a count', () => {
    const counted = admitRequest(JSON.stringify({ messages }), 'count_tokens', rules);
    expect(counted).toEqual({
      ok: true,
      body: JSON.stringify({ messages, model: 'claude-sonnet-5-5' }),
    });
  });
});
