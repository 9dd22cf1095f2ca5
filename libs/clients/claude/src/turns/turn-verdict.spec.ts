import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CliResult } from './cli-messages.schemas.js';
import type { GatewayFailure } from '../gateway/gateway-answer.js';
import { judgeTurn, type TurnEvidence } from './turn-verdict.js';

const GOOD: CliResult = {
  type: 'result',
  subtype: 'success',
  is_error: false,
  terminal_reason: 'completed',
  stop_reason: 'end_turn',
  result: 'We have mugs.',
};
const evidence = (more: Partial<TurnEvidence> = {}): TurnEvidence => ({
  result: GOOD,
  stopped: null,
  gateway: null,
  exit: null,
  stderrTail: '',
  lastAssistantUuid: 'u1',
  syntheticError: null,
  ...more,
});
const API_ERROR: CliResult = {
  ...GOOD,
  is_error: true,
  terminal_reason: 'api_error',
  result: 'API Error: 529 overloaded',
};

describe('judgeTurn', () => {
  it('takes the answer of a turn that everything calls good', () => {
    expect(judgeTurn(evidence())).toEqual({
      ok: true,
      text: 'We have mugs.',
      lastAssistantUuid: 'u1',
    });
  });

  it('never takes a text when one sign says otherwise', () => {
    const signs: Partial<TurnEvidence>[] = [
      { result: { ...GOOD, is_error: true } },
      { result: { ...GOOD, subtype: 'error_during_execution' } },
      { result: { ...GOOD, terminal_reason: 'api_error' } },
      { result: { ...GOOD, terminal_reason: null } },
      { result: { ...GOOD, result: ' \n' } },
      { result: { ...GOOD, stop_reason: 'max_tokens' } },
      { result: { ...GOOD, stop_reason: 'refusal' } },
      { result: null },
      { lastAssistantUuid: null },
      { syntheticError: 'server_error' },
      { stopped: { failure: 'timeout', detail: 'late' } },
    ];
    const chosen = fc.subarray(signs, { minLength: 1 });
    fc.assert(
      fc.property(chosen, (some) => {
        expect(judgeTurn(evidence(Object.assign({}, ...some)))).toMatchObject({ ok: false });
      }),
    );
  });

  it.each<[GatewayFailure, object]>([
    [
      { kind: 'status', status: 429, retryAfterMs: 5000 },
      { failure: 'rate_limited', status: 429, retryAfterMs: 5000 },
    ],
    [
      { kind: 'status', status: 529 },
      { failure: 'overloaded', status: 529 },
    ],
    [
      { kind: 'status', status: 401 },
      { failure: 'auth', status: 401 },
    ],
    [
      { kind: 'status', status: 500 },
      { failure: 'api_error', status: 500 },
    ],
    [{ kind: 'timeout' }, { failure: 'timeout' }],
    [{ kind: 'unreachable' }, { failure: 'api_error' }],
    [
      { kind: 'refused', reason: 'no money' },
      { failure: 'refused', detail: 'no money' },
    ],
  ])('names what the gateway saw: %o', (gateway, verdict) => {
    expect(judgeTurn(evidence({ result: API_ERROR, gateway }))).toMatchObject(verdict);
  });

  it('takes nothing on the model from the CLI that the gateway has not seen', () => {
    const result = { ...API_ERROR, api_error_status: 429 };
    const verdict = judgeTurn(evidence({ result }));
    expect(verdict).toMatchObject({ failure: 'crashed' });
    expect(verdict).not.toHaveProperty('status');
  });

  it.each([
    [{ result: { ...GOOD, subtype: 'error_max_turns', is_error: true } }, 'max_turns'],
    [{ result: { ...GOOD, is_error: true, terminal_reason: 'aborted_streaming' } }, 'interrupted'],
    [{ result: null, exit: { exitCode: 0, signal: null } }, 'crashed'],
    [{ result: null }, 'no_result'],
    [{ result: null, stderrTail: 'No conversation found with session ID: x' }, 'session_missing'],
    [{ result: API_ERROR, syntheticError: 'max_output_tokens' }, 'output_limit'],
  ])('%o is %s', (more, failure) => {
    expect(judgeTurn(evidence(more))).toMatchObject({ ok: false, failure });
  });
});
