import { describe, expect, it } from 'vitest';
import { admitHeaders, admitRequest, endpointOf, type GatewayRules } from './gateway-policy.js';

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

  it('takes the last of two equal keys, and rules over that', () => {
    const twice = `{"tools":[],"model":"a","model":"b","messages":[1],"tools":[{"name":"Bash"}]}`;
    expect(admitRequest(twice, 'messages', rules)).toMatchObject({ ok: false, status: 403 });
    const models = `{"model":"a","model":"b","max_tokens":1,"max_tokens":9999,"messages":[1]}`;
    const body = '{"model":"claude-sonnet-5-5","max_tokens":1000,"messages":[1]}';
    expect(admitRequest(models, 'messages', rules)).toEqual({ ok: true, body });
  });

  it('leaves out what it does not know: a dearer tier, a faster lane, another region', () => {
    const dear = { service_tier: 'priority', speed: 'fast', inference_geo: 'us', betas: ['x'] };
    const polluted = `{"__proto__":{"tools":[{"name":"Bash"}]},"messages":[1]}`;
    expect(admit({ messages, ...dear })).toEqual(admit({ messages }));
    expect(admitRequest(polluted, 'messages', rules)).toEqual(admit({ messages: [1] }));
    const tool = { name: 'mcp__shop__search', input_schema: {} };
    const callable = { ...tool, allowed_callers: ['code_execution'], defer_loading: true };
    expect(admit({ messages, tools: [callable] })).toEqual(admit({ messages, tools: [tool] }));
  });

  const user = (...content: unknown[]) => ({ messages: [{ role: 'user', content }] });
  const result = (...content: unknown[]) => user({ type: 'tool_result', content });
  const picture = (source: object) => ({ type: 'image', source });
  it.each([
    ['a picture to fetch', user(picture({ type: 'url', url: 'https://x.invalid/?secret' }))],
    ['a file of the account', user(picture({ type: 'file', file_id: 'file_1' }))],
    ['a document', user({ type: 'document', source: { type: 'url', url: 'https://x' } })],
    ['a block that calls itself a message', user({ role: 'user', type: 'document' })],
    ['an upload', user({ type: 'container_upload', file_id: 'file_1' })],
    ['a picture to fetch in a result', result(picture({ type: 'url', url: 'https://x' }))],
    ['a result in a result', result({ type: 'tool_result', content: [] })],
    ['a picture as its system prompt', { messages, system: [picture({ type: 'base64' })] }],
    ['an hour in the cache', user({ type: 'text', cache_control: { ttl: '1h' } })],
  ])('refuses %s', (_what, body) => {
    expect(admit(body)).toMatchObject({ ok: false, status: 403 });
  });

  it('lets pass what the CLI sends', () => {
    const cache = { cache_control: { type: 'ephemeral' } };
    const content = [
      { type: 'text', text: 'a', ...cache },
      picture({ type: 'base64', media_type: 'image/png', data: '' }),
      { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'b' }] },
    ];
    const body = {
      model: rules.model,
      messages: [{ role: 'user', content }],
      system: [{ type: 'text', text: 'c', ...cache }],
      tools: [{ name: 'mcp__shop__search', description: 'd', input_schema: {} }],
      max_tokens: 5,
      thinking: { type: 'adaptive' },
      output_config: { effort: 'low' },
      stream: true,
    };
    expect(admit(body)).toEqual({ ok: true, body: JSON.stringify(body) });
  });

  it('does not parse what is built to choke it, and survives the deepest nesting', () => {
    const many = `{"messages":[${'[],'.repeat(400_000)}[]]}`;
    expect(admitRequest(many, 'messages', rules)).toMatchObject({ ok: false, status: 400 });
    const deep = `{"messages":[${'['.repeat(200_000)}${']'.repeat(200_000)}]}`;
    expect(admitRequest(deep, 'messages', rules)).toMatchObject({ ok: false, status: 400 });
  });

  it('adds no max_tokens to a count', () => {
    const counted = admitRequest(JSON.stringify({ messages }), 'count_tokens', rules);
    expect(counted).toEqual({
      ok: true,
      body: JSON.stringify({ messages, model: 'claude-sonnet-5-5' }),
    });
  });
});

describe('admitHeaders', () => {
  it('passes on how the CLI thinks, and no feature that reaches further', () => {
    const given = {
      'anthropic-version': '2023-06-01',
      'anthropic-beta':
        'claude-code-20250219, mcp-client-2025-11-20,effort-2025-11-24,files-api-2025-04-14',
      accept: 'application/json',
      'user-agent': 'claude-cli/2.1.330 (external, sdk-cli)',
      cookie: 'a=b',
    };
    expect(admitHeaders(given)).toEqual({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'claude-code-20250219,effort-2025-11-24',
      accept: 'application/json',
      'user-agent': 'claude-cli/2.1.330 (external, sdk-cli)',
    });
  });

  it('puts its own version in the place of nonsense', () => {
    expect(admitHeaders({ 'anthropic-version': 'x', accept: '*/*', 'user-agent': 'curl' })).toEqual(
      {
        'anthropic-version': '2023-06-01',
      },
    );
  });
});
