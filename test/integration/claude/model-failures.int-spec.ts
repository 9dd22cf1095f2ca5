/** The model misbehaves: every failure gets its name, and none of them comes out as text. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppError } from '#platform/errors';
import type { ClaudeEvent, ClaudeSessionOptions, TurnFailure } from '#clients/claude';
import { makeHarness, say, sessionOptions, type Harness } from './claude-harness.js';
import { ScriptedModel, type Step } from './scripted-model.js';

let model: ScriptedModel;
let harness: Harness;

beforeAll(async () => {
  model = await ScriptedModel.start();
  harness = await makeHarness({
    limits: { modelTimeoutMs: 1_500, streamIdleMs: 1_500, cliRetries: 1 },
  });
});
afterAll(async () => {
  await harness.close();
  await model.close();
});

async function failing(steps: Step[], options: Partial<ClaudeSessionOptions> = {}) {
  const session = await harness.sessions.open(sessionOptions(model.url, options));
  model.script(...steps);
  const events: ClaudeEvent[] = [];
  const outcome = await say(session, 'Any mugs?', { events, timeoutMs: 20_000 });
  const usable = session.alive;
  await session.close();
  return { outcome, events, usable };
}

const CASES: [name: string, steps: Step[], failure: TurnFailure, status: number | undefined][] = [
  ['400', [{ status: 400 }], 'api_error', 400],
  ['401', [{ status: 401 }], 'auth', 401],
  ['403', [{ status: 403 }], 'auth', 403],
  ['404', [{ status: 404 }], 'api_error', 404],
  ['429', [{ status: 429, headers: { 'retry-after': '1' } }], 'rate_limited', 429],
  ['500', [{ status: 500 }], 'api_error', 500],
  ['503', [{ status: 503 }], 'overloaded', 503],
  ['529', [{ status: 529 }], 'overloaded', 529],
  ['no answer', [{ hang: true }], 'timeout', undefined],
  ['a closed connection', [{ drop: 'before' }], 'api_error', undefined],
  ['a stream that breaks', [{ drop: 'midway' }], 'api_error', undefined],
  ['no text', [{ say: ' ' }], 'empty', undefined],
];

it.each(CASES)('classifies %s and sends no text of it', async (_name, steps, failure, status) => {
  const { outcome, events, usable } = await failing(steps);
  expect(outcome).toMatchObject({ ok: false, failure });
  expect(outcome.ok ? null : outcome.status).toBe(status);
  expect(events.filter((event) => event.type === 'text')).toEqual([]);
  expect(JSON.stringify(events)).not.toContain('stub says');
  expect(usable).toBe(false);
});

it('says how long the API asked to wait', async () => {
  const { outcome } = await failing([{ status: 429, headers: { 'retry-after': '120' } }]);
  expect(outcome).toMatchObject({ failure: 'rate_limited', retryAfterMs: 120_000 });
});

it('gives no answer when the model refuses', async () => {
  const { outcome } = await failing([{ say: 'No.', stopReason: 'refusal' }]);
  expect(outcome).toMatchObject({ ok: false, failure: 'refused' });
});

it('gives no half answer when the model ran into max_tokens', async () => {
  const { outcome } = await failing([{ say: 'We have mu', stopReason: 'max_tokens' }]);
  expect(outcome).toMatchObject({ ok: false, failure: 'output_limit' });
});

it('gets over one overloaded answer by itself', async () => {
  const { outcome, events } = await failing([{ status: 529 }, { say: 'Here we are.' }]);
  expect(outcome).toMatchObject({ ok: true, text: 'Here we are.' });
  expect(events).toContainEqual(expect.objectContaining({ type: 'api_retry', status: 529 }));
});

it('asks the budget gate before each request and ends as refused with what it threw', async () => {
  const empty = new AppError({ kind: 'rate_limited', code: 'budget.empty', message: 'Used up.' });
  const { outcome } = await failing([{ say: 'never' }], {
    authorizeRequest: () => {
      throw empty;
    },
  });
  expect(outcome).toMatchObject({ ok: false, failure: 'refused', cause: empty });
  expect(model.requests).toEqual([]);
});

it('ends a turn at its deadline and leaves no process', async () => {
  const slow = await makeHarness();
  const session = await slow.sessions.open(sessionOptions(model.url));
  model.script({ hang: true });
  expect(await say(session, 'x', { timeoutMs: 300 })).toMatchObject({ failure: 'timeout' });
  expect(() => process.kill(session.pid, 0)).toThrow('ESRCH');
  await slow.close();
});

it('ends an endless loop of tool calls at maxTurns', async () => {
  const { outcome } = await failing([{ call: { tool: 'mcp__shop__nothing', input: {} } }], {
    maxTurns: 3,
  });
  expect(outcome).toMatchObject({ ok: false, failure: 'max_turns' });
  expect(model.requests.length).toBeLessThanOrEqual(4);
});

it('classifies a process that is killed in the middle of a turn', async () => {
  const session = await harness.sessions.open(sessionOptions(model.url));
  model.script({ hang: true });
  const running = say(session, 'x');
  setTimeout(() => process.kill(session.pid, 'SIGKILL'), 200);
  expect(await running).toMatchObject({ ok: false, failure: 'crashed', signal: 'SIGKILL' });
  await session.close();
});
