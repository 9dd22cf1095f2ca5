/**
 * Carries an admitted request to the Messages API (or any endpoint that speaks it) and streams the answer back at the
 * reader's pace. Failures are told by value: the session classifies them, the CLI sees an ordinary API error.
 */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { errors, request as send, type Dispatcher } from 'undici';
import type { GatewayEndpoint } from './gateway-policy.js';
import { refuse, type GatewayFailure } from './gateway-answer.js';
import type { TokenCounts } from './model-usage.js';
import { countsOfBody, SseMeter } from './sse-meter.js';

/** Where requests go and how long they may take. */
export interface ForwarderOptions {
  credentials: { apiKey: string; baseUrl: string };
  /** Connection pool, shared by all sessions. */
  dispatcher: Dispatcher;
  /** Until the answer's headers. */
  modelTimeoutMs: number;
  /** Silence within the answer. */
  streamIdleMs: number;
}

/** One request on its way. */
export interface Forwarding {
  endpoint: GatewayEndpoint;
  body: string;
  headers: IncomingHttpHeaders;
  response: ServerResponse;
  signal: AbortSignal;
  report(phase: 'start' | 'stop', counts: TokenCounts, complete: boolean): void;
}

const PATHS: Record<GatewayEndpoint, string> = {
  messages: '/v1/messages?beta=true',
  count_tokens: '/v1/messages/count_tokens?beta=true',
};
const REQUEST_HEADERS = ['anthropic-version', 'anthropic-beta', 'accept', 'user-agent'] as const;
const ANSWER_HEADERS = ['content-type', 'retry-after', 'request-id', 'x-should-retry'] as const;
const ERROR_BODY_BYTES = 64 * 1024;
const WHOLE_BODY_BYTES = 8 * 1024 * 1024;
/** The CLI would try these again, with the same end. */
const NOT_WORTH_A_RETRY: ReadonlySet<number> = new Set([400, 401, 402, 403, 404, 413]);
const NO_TOKENS: TokenCounts = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

/** Sends requests of one session. */
export class ModelForwarder {
  private readonly baseUrl: string;

  constructor(private readonly options: ForwarderOptions) {
    this.baseUrl = options.credentials.baseUrl.replace(/\/+$/, '');
  }

  /** Resolves when the answer has been passed on whole (null) or has failed. */
  async forward(job: Forwarding): Promise<GatewayFailure | null> {
    const abort = new AbortController();
    job.response.once('close', () => {
      if (!job.response.writableFinished) abort.abort();
    });
    try {
      const answer = await this.send(job, AbortSignal.any([job.signal, abort.signal]));
      if (answer.statusCode >= 300) return await passError(answer, job.response);
      return await passAnswer(answer, job);
    } catch (error) {
      return failureOf(error, job.response);
    }
  }

  private send(job: Forwarding, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'x-api-key': this.options.credentials.apiKey,
      'accept-encoding': 'identity',
    };
    for (const name of REQUEST_HEADERS) {
      const value = job.headers[name];
      if (typeof value === 'string') headers[name] = value;
    }
    return send(`${this.baseUrl}${PATHS[job.endpoint]}`, {
      method: 'POST',
      headers,
      body: job.body,
      dispatcher: this.options.dispatcher,
      headersTimeout: this.options.modelTimeoutMs,
      bodyTimeout: this.options.streamIdleMs,
      signal,
    });
  }
}

function answerHeaders(answer: Dispatcher.ResponseData): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of ANSWER_HEADERS) {
    const value = answer.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}

async function passAnswer(
  answer: Dispatcher.ResponseData,
  job: Forwarding,
): Promise<GatewayFailure | null> {
  const headers = answerHeaders(answer);
  if (!headers['content-type']?.startsWith('text/event-stream')) return passWhole(answer, job);
  const meter = new SseMeter((phase, counts) => job.report(phase, counts, true));
  job.response.writeHead(answer.statusCode, headers);
  try {
    await pipeline(answer.body, meter, job.response);
  } finally {
    if (meter.started && !meter.stopped) job.report('stop', { ...meter.counts }, false);
  }
  return meter.stopped ? null : { kind: 'unreachable' };
}

async function passWhole(answer: Dispatcher.ResponseData, job: Forwarding): Promise<null> {
  const body = await readCapped(answer, WHOLE_BODY_BYTES);
  job.report('stop', { ...NO_TOKENS, ...countsOfBody(body) }, true);
  job.response.writeHead(answer.statusCode, answerHeaders(answer)).end(body);
  return null;
}

async function passError(
  answer: Dispatcher.ResponseData,
  response: ServerResponse,
): Promise<GatewayFailure> {
  const body = await readCapped(answer, ERROR_BODY_BYTES);
  const final = NOT_WORTH_A_RETRY.has(answer.statusCode) ? { 'x-should-retry': 'false' } : {};
  response.writeHead(answer.statusCode, { ...answerHeaders(answer), ...final }).end(body);
  const seconds = Number(answer.headers['retry-after']);
  return {
    kind: 'status',
    status: answer.statusCode,
    ...(Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {}),
  };
}

async function readCapped(answer: Dispatcher.ResponseData, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > limitBytes) throw new errors.ResponseExceededMaxSizeError();
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function failureOf(error: unknown, response: ServerResponse): GatewayFailure {
  const timedOut =
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError;
  refuse(response, timedOut ? 504 : 502, 'api_error', 'the model could not be reached');
  return { kind: timedOut ? 'timeout' : 'unreachable' };
}
