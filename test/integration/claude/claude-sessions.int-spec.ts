/** The real binary against a scripted model: turns, resumes, and what reaches the model. */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  defineTool,
  type ClaudeEvent,
  type ClaudeSession,
  type ModelUsage,
  type SandboxMode,
} from '#clients/claude';
import { makeHarness, say, sessionOptions, type Harness } from './claude-harness.js';
import { ScriptedModel } from './scripted-model.js';

const SEARCH = 'mcp__shop__search_products';
const toolUses: string[] = [];
const search = defineTool({
  name: 'search_products',
  description: 'Finds products.',
  inputSchema: { query: z.string() },
  handler: (input, context) => {
    toolUses.push(context.toolUseId);
    if (input.query === 'throw') throw new Error('secret of the database');
    return Promise.resolve({ text: JSON.stringify({ products: [`blue ${input.query}`] }) });
  },
});

let model: ScriptedModel;
let harness: Harness;

beforeAll(async () => {
  model = await ScriptedModel.start();
  harness = await makeHarness();
});
afterAll(async () => {
  await harness.close();
  await model.close();
});
beforeEach(() => {
  toolUses.length = 0;
});

/** What the session's process asked for outside a turn stands here. */
const gatewayOf = (session: ClaudeSession): { lastFailure: { kind: string } | null } =>
  Reflect.get(Reflect.get(session, 'parts'), 'gateway');

describe.each<SandboxMode>(['off', 'auto'])('a session (sandbox %s)', (sandbox) => {
  const options = (more = {}) => sessionOptions(model.url, { tools: [search], sandbox, ...more });

  it('answers with one tool call, tells it as events and meters both requests', async () => {
    const usage: ModelUsage[] = [];
    const startedAt = performance.now();
    const session = await harness.sessions.open(
      options({ onUsage: (u: ModelUsage) => usage.push(u) }),
    );
    const readyMs = performance.now() - startedAt;
    model.script(
      { call: { tool: SEARCH, input: { query: 'mug' } } },
      { say: 'We have a blue mug.' },
    );
    const events: ClaudeEvent[] = [];

    const outcome = await say(session, 'Any mugs?', { events });

    expect(outcome).toMatchObject({
      ok: true,
      text: 'We have a blue mug.',
      usage: {
        requests: 2,
        inputTokens: 20,
        outputTokens: 24,
        cacheReadTokens: 200,
        costMicros: 300,
      },
    });
    expect(events.map((event) => event.type)).toEqual([
      'init',
      'tool_use',
      'tool_result',
      'text_delta',
      'text',
    ]);
    expect(events[1]).toMatchObject({ name: 'search_products', input: { query: 'mug' } });
    expect(events[2]).toMatchObject({ name: 'search_products', isError: false });
    expect(toolUses).toEqual([events[1]?.type === 'tool_use' ? events[1].toolUseId : '']);
    expect(usage.map((one) => one.phase)).toEqual(['start', 'stop', 'start', 'stop']);
    const warm: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      model.script({ call: { tool: SEARCH, input: { query: 'mug' } } }, { say: 'Yes.' });
      const again = await say(session, 'And now?');
      expect(again).toMatchObject({ ok: true, text: 'Yes.' });
      warm.push(again.ms);
    }
    process.stdout.write(
      `start ${Math.round(readyMs)} ms, first turn ${outcome.ms} ms, warm ${warm.join(', ')} ms\n`,
    );
    await session.close();
    expect(session.alive).toBe(false);
    expect(await readdir(join(harness.baseDir, 'sessions'))).toEqual([]);
    expect(await readdir(join(harness.baseDir, 'pids'))).toEqual([]);
  });

  it('resumes in a new process from the stored transcript, at the last good message', async () => {
    const first = await harness.sessions.open(options());
    model.script({ say: 'Noted: seven.' });
    const good = await say(first, 'Remember seven.');
    model.script({ say: 'A later branch.' });
    expect(await say(first, 'Forget this.')).toMatchObject({ ok: true });
    const transcript = await first.transcript();
    await first.close();

    const resumed = { sessionId: first.sessionId, resume: true, transcript };
    const second = await harness.sessions.open(options(resumed));
    model.script({ say: 'Seven.' });
    expect(await say(second, 'Which number?')).toMatchObject({ ok: true, text: 'Seven.' });
    const whole = JSON.stringify(model.requests[0]?.body.messages);
    for (const text of ['Remember seven.', 'A later branch.']) expect(whole).toContain(text);
    await second.close();

    const resumeAt = good.ok ? good.lastAssistantUuid : '';
    const third = await harness.sessions.open(options({ ...resumed, resumeAt }));
    model.script({ say: 'Seven again.' });
    expect(await say(third, 'Which number?')).toMatchObject({ ok: true, text: 'Seven again.' });
    const cut = JSON.stringify(model.requests[0]?.body.messages);
    expect(cut).toContain('Remember seven.');
    expect(cut).not.toContain('A later branch.');
    await third.close();
  });

  it('is prepared for its first turn without a word to the model, and says the same then', async () => {
    const asked = async (prepared: boolean): Promise<string | undefined> => {
      const session = await harness.sessions.open(options());
      model.script({ say: 'Hello.' });
      if (prepared) await session.prepare();
      const refused = gatewayOf(session).lastFailure?.kind;
      expect([refused, model.requests.length]).toEqual([prepared ? 'refused' : undefined, 0]);
      expect(await say(session, 'Hello?')).toMatchObject({ ok: true, text: 'Hello.' });
      const transcript = (await session.transcript()).toString();
      expect(transcript).toContain('Hello?');
      expect(transcript).not.toMatch(/Ready\?|permission_error/);
      await session.close();
      return model.requests[0]?.raw;
    };
    expect(await asked(true)).toBe(await asked(false));
  });

  it('passes every text on verbatim and offers no tool but ours', async () => {
    const session = await harness.sessions.open(options());
    const texts = [
      '@/etc/hostname what',
      '/clear',
      '/heapdump',
      '--version',
      '!ls',
      '/model haiku',
      '#x',
    ];
    for (const text of texts) {
      model.script({ say: 'I see.' });
      expect(await say(session, text)).toMatchObject({ ok: true, text: 'I see.' });
      const [request] = model.requests;
      expect(request?.body.messages.at(-1)?.content).toMatchObject([{ type: 'text', text }]);
      expect(request?.body.tools?.map((tool) => tool.name)).toEqual([SEARCH]);
      expect(request?.raw).not.toContain(hostname());
    }
    expect(model.requests[0]?.body.messages).toHaveLength(texts.length * 2 - 1);
    await session.close();
  });

  it('keeps the prefix of requests byte-identical over sessions, with our model, limit and key', async () => {
    const prefixes = new Set<string>();
    for (let n = 0; n < 2; n += 1) {
      const session = await harness.sessions.open(options({ maxOutputTokens: 777 }));
      model.script({ say: 'Hello.' });
      await say(session, `Hello ${n}`);
      const { body, headers, raw } = model.requests[0]!;
      expect(body).toMatchObject({ model: 'claude-sonnet-5-5', max_tokens: 777 });
      expect(headers['x-api-key']).toBe('sk-the-real-key');
      expect(headers['authorization']).toBeUndefined();
      prefixes.add(raw.replace(`Hello ${n}`, 'Hello'));
      await session.close();
    }
    expect([...prefixes]).toHaveLength(1);
  });
});

describe('a session', () => {
  it('tells the model that a tool failed, without the words of its error', async () => {
    const session = await harness.sessions.open(sessionOptions(model.url, { tools: [search] }));
    model.script({ call: { tool: SEARCH, input: { query: 'throw' } } }, { say: 'Sorry.' });
    const events: ClaudeEvent[] = [];
    expect(await say(session, 'x', { events })).toMatchObject({ ok: true, text: 'Sorry.' });
    expect(events).toContainEqual(expect.objectContaining({ type: 'tool_result', isError: true }));
    expect(model.requests[1]?.raw).not.toContain('secret of the database');
    await session.close();
  });

  it('runs no tool that is not ours, whatever the model asks for', async () => {
    const session = await harness.sessions.open(sessionOptions(model.url, { tools: [search] }));
    model.script({ call: { tool: 'Bash', input: { command: 'id' } } }, { say: 'I cannot.' });
    const events: ClaudeEvent[] = [];
    expect(await say(session, 'x', { events })).toMatchObject({ ok: true, text: 'I cannot.' });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'tool_result', name: 'Bash', isError: true }),
    );
    expect(model.requests[1]?.raw).not.toContain('uid=');
    await session.close();
  });

  it('takes a picture as an image block', async () => {
    const session = await harness.sessions.open(sessionOptions(model.url));
    model.script({ say: 'A dot.' });
    const data =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const outcome = await session.turn(
      {
        uuid: randomUUID(),
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data } },
        ],
        timeoutMs: 10_000,
      },
      () => undefined,
    );
    expect(outcome).toMatchObject({ ok: true, text: 'A dot.' });
    expect(model.requests[0]?.raw).toContain('"type":"image"');
    await session.close();
  });

  it('refuses a second message while a turn runs', async () => {
    const session = await harness.sessions.open(sessionOptions(model.url));
    model.script({ hang: true });
    const abort = new AbortController();
    const running = say(session, 'one', { signal: abort.signal });
    await expect(say(session, 'two')).rejects.toMatchObject({ reason: 'busy' });
    abort.abort();
    expect(await running).toMatchObject({ ok: false, failure: 'interrupted' });
    await session.close();
  });

  it('ends a redelivered message as no_result, in the same process and after a resume', async () => {
    const uuid = randomUUID();
    const session = await harness.sessions.open(sessionOptions(model.url));
    model.script({ say: 'Once.' });
    expect(await say(session, 'hi', { uuid })).toMatchObject({ ok: true });
    expect(await say(session, 'hi', { uuid })).toMatchObject({ ok: false, failure: 'no_result' });
    const transcript = await session.transcript();
    await session.close();
    const resumed = { sessionId: session.sessionId, resume: true, transcript };
    const second = await harness.sessions.open(sessionOptions(model.url, resumed));
    expect(await say(second, 'hi', { uuid })).toMatchObject({ ok: false, failure: 'no_result' });
    expect(model.requests).toHaveLength(1);
    await second.close();
  });

  it('says session_missing when the transcript is not there or not one', async () => {
    const resume = (transcript?: Buffer) =>
      harness.sessions.open(sessionOptions(model.url, { resume: true, transcript }));
    await expect(resume()).rejects.toMatchObject({ reason: 'session_missing' });
    await expect(resume(Buffer.from('{}\n'))).rejects.toMatchObject({ reason: 'session_missing' });
    expect(await readdir(join(harness.baseDir, 'sessions'))).toEqual([]);
  });
});
