/**
 * How a turn ended, as a pure decision. The CLI reports API errors as `success` with the error as text, and exits 0 on
 * an interrupt: so a turn is good only when everything says so, and every other end gets a name.
 */
import type { CliResult } from './cli-messages.schemas.js';
import type { GatewayFailure } from '../gateway/gateway-answer.js';
import type { ProcessExit } from '../process/session-process.js';
import type { TurnFailure } from './turn.js';

/** What is known when a turn ends. */
export interface TurnEvidence {
  result: CliResult | null;
  /** Told by ourselves while the turn ran: our deadline, our caps, missing tools. */
  stopped: { failure: TurnFailure; detail: string } | null;
  gateway: GatewayFailure | null;
  exit: ProcessExit | null;
  stderrTail: string;
  /** uuid of the last assistant message that the model wrote. */
  lastAssistantUuid: string | null;
  /** The CLI put an error where an answer belongs. */
  syntheticError: string | null;
}

/** The answer, or what it failed of. */
export type TurnVerdict =
  | { ok: true; text: string; lastAssistantUuid: string }
  | {
      ok: false;
      failure: TurnFailure;
      detail: string;
      status?: number;
      retryAfterMs?: number;
      cause?: unknown;
    };

type Failure = Extract<TurnVerdict, { ok: false }>;

const DETAIL_CHARS = 300;

/** Decides. Our own stop outranks what the CLI says, the gateway's knowledge outranks the CLI's words. */
export function judgeTurn(evidence: TurnEvidence): TurnVerdict {
  if (evidence.stopped) return { ok: false, ...evidence.stopped };
  const { result } = evidence;
  if (!result) return withoutResult(evidence);
  if (saysSuccess(result) && evidence.syntheticError === null) return judgeAnswer(result, evidence);
  return judgeError(result, evidence);
}

function saysSuccess(result: CliResult): boolean {
  return result.subtype === 'success' && !result.is_error && result.terminal_reason === 'completed';
}

function judgeAnswer(result: CliResult, evidence: TurnEvidence): TurnVerdict {
  const { lastAssistantUuid } = evidence;
  if (result.stop_reason === 'refusal') return fail('refused', 'the model refused to answer');
  if (result.stop_reason === 'max_tokens') return fail('output_limit', 'max_tokens');
  // NUL is no text for a database.
  const text = result.result?.replaceAll('\0', '') ?? '';
  if (text.trim() === '' || lastAssistantUuid === null) return fail('empty', 'no text');
  return { ok: true, text, lastAssistantUuid };
}

function judgeError(result: CliResult, evidence: TurnEvidence): Failure {
  const words = [result.subtype, result.terminal_reason, ...(result.errors ?? [])]
    .filter((word) => typeof word === 'string')
    .join('; ');
  const detail = cut(evidence.syntheticError ?? words);
  const own = ownReason(result, evidence, words);
  if (own) return fail(own, detail);
  if (evidence.gateway) return ofGateway(evidence.gateway, detail);
  // What a process says of the model's side and no request has shown must hold up nobody else.
  return fail('crashed', detail);
}

/** Ends that the CLI names and that have nothing to do with the API's health. */
function ownReason(result: CliResult, evidence: TurnEvidence, words: string): TurnFailure | null {
  if (result.subtype === 'error_max_turns') return 'max_turns';
  if (isSessionMissing(words)) return 'session_missing';
  if (result.terminal_reason?.startsWith('aborted')) return 'interrupted';
  if (result.stop_reason === 'refusal') return 'refused';
  return evidence.syntheticError === 'max_output_tokens' ? 'output_limit' : null;
}

function withoutResult(evidence: TurnEvidence): Failure {
  const { exit, stderrTail } = evidence;
  if (isSessionMissing(stderrTail)) return fail('session_missing', cut(stderrTail));
  if (exit === null) return fail('no_result', 'the message was consumed without a result');
  if (evidence.gateway?.kind === 'refused') return ofGateway(evidence.gateway, '');
  return fail('crashed', cut(`exit ${exit.exitCode ?? exit.signal ?? 'unknown'} ${stderrTail}`));
}

function ofGateway(failure: GatewayFailure, detail: string): Failure {
  if (failure.kind === 'refused') {
    const cause = failure.cause === undefined ? {} : { cause: failure.cause };
    return { ...fail('refused', failure.reason), ...cause };
  }
  if (failure.kind === 'timeout') return fail('timeout', 'the model did not answer in time');
  if (failure.kind === 'unreachable') return fail('api_error', 'the model could not be reached');
  const wait = failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs };
  return { ...ofStatus(failure.status, detail), ...wait };
}

function ofStatus(status: number, detail: string): Failure {
  return { ...fail(failureOfStatus(status), detail), status };
}

function failureOfStatus(status: number): TurnFailure {
  if (status === 429) return 'rate_limited';
  if (status === 529 || status === 503) return 'overloaded';
  if (status === 401 || status === 403) return 'auth';
  if (status === 504 || status === 408) return 'timeout';
  return 'api_error';
}

function isSessionMissing(words: string): boolean {
  return /No (?:conversation found with session ID|message found with message\.uuid)/i.test(words);
}

function fail(failure: TurnFailure, detail: string): Failure {
  return { ok: false, failure, detail };
}

function cut(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, DETAIL_CHARS);
}
