/**
 * Carries an admitted request to the Messages API (or any endpoint that speaks it) and streams the answer back at the
 * reader's pace. Failures are told by value: the session classifies them, the CLI sees an ordinary API error.
 */
import type { ServerResponse } from 'node:http';
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
  headers: Record<string, string>;
  response: ServerResponse;
  /** The turn is over, or the session: nothing is asked or told any more. */
  signal: AbortSignal;
  report(phase: 'start' | 'stop', counts: TokenCounts, complete: boolean): void;
  /** The answer's text, piece by piece. */
  onText(text: string): void;
}

const PATHS: Record<GatewayEndpoint, string> = {
  messages: '/v1/messages?beta=true',
  count_tokens: '/v1/messages/count_tokens?beta=true',
};
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
    const meter = new SseMeter(
      (phase, counts) => job.report(phase, counts, true),
      (text) => job.onText(text),
    );
    const tellBroken = once(() => {
      if (meter.started && !meter.stopped) job.report('stop', { ...meter.counts }, false);
    });
    const cut = new AbortController();
    const end = (): void => {
      // What is paid for has been told; its last bytes may still arrive.
      if (meter.stopped) return;
      tellBroken();
      cut.abort();
    };
    job.signal.addEventListener('abort', end, { once: true });
    job.response.once('close', end);
    if (job.signal.aborted) end();
    try {
      const answer = await this.send(job, cut.signal);
      if (answer.statusCode >= 300) return await passError(answer, job.response);
      return await passAnswer(answer, job, meter);
    } catch (error) {
      // The process's own doing says nothing of the model's health, which others rely on.
      if (cut.signal.aborted && !isOfTheModel(error)) return hangUp(job.response);
      return failureOf(error, job.response);
    } finally {
      tellBroken();
      job.signal.removeEventListener('abort', end);
    }
  }

  private send(job: Forwarding, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const headers: Record<string, string> = {
      ...job.headers,
      'content-type': 'application/json',
      'x-api-key': this.options.credentials.apiKey,
      'accept-encoding': 'identity',
    };
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
  meter: SseMeter,
): Promise<GatewayFailure | null> {
  const headers = answerHeaders(answer);
  if (!headers['content-type']?.startsWith('text/event-stream')) return passWhole(answer, job);
  job.response.writeHead(answer.statusCode, headers);
  writeTogether(meter, job.response);
  await pipeline(answer.body, meter, job.response);
  return meter.stopped ? null : { kind: 'unreachable' };
}

/** What comes out of one read of the model's socket goes to the process in one write, not in one for each event. */
function writeTogether(source: SseMeter, response: ServerResponse): void {
  let corked = false;
  source.on('data', () => {
    if (corked) return;
    corked = true;
    response.cork();
    process.nextTick(() => {
      corked = false;
      response.uncork();
    });
  });
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
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

function isOfTheModel(error: unknown): boolean {
  return error instanceof errors.UndiciError && !(error instanceof errors.RequestAbortedError);
}

function hangUp(response: ServerResponse): GatewayFailure {
  response.destroy();
  return { kind: 'refused', reason: 'the request was cut off before its answer was whole' };
}

function failureOf(error: unknown, response: ServerResponse): GatewayFailure {
  const timedOut =
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError;
  refuse(response, timedOut ? 504 : 502, 'api_error', 'the model could not be reached');
  return { kind: timedOut ? 'timeout' : 'unreachable' };
}
