/**
 * How requests reach Etsy: key and token in the headers, the gate before, the quota after, failures sorted, and one
 * retry for reads (5xx, broken or no connection). Writes and token calls are never repeated here.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import { type HttpAnswer, HttpClient, HttpFailure, type HttpRequest } from '#platform/http';
import { inSpan } from '#platform/tracing';
import { classifyAnswer, parseJson } from './classify-answer.js';
import { EtsyFailure } from './etsy.errors.js';
import {
  type EtsyPriority,
  type EtsyQuotaGate,
  type EtsyTicket,
  OPEN_GATE,
  readQuota,
} from './etsy-quota.js';

/** Who calls and how urgently. */
export interface EtsyCall {
  /** The seller's access token; absent for public reads. */
  accessToken?: string | undefined;
  /** `background` by default. */
  priority?: EtsyPriority | undefined;
  /** Whom it is for; see EtsyTicket. */
  subject?: string | undefined;
  /** Gives up when aborted, with the signal's reason. */
  signal?: AbortSignal | undefined;
}

export interface EtsyTransportOptions {
  /** `https://api.etsy.com/v3`, or a server that speaks its protocol. */
  apiUrl: string;
  apiKey: string;
  sharedSecret: string;
  gate?: EtsyQuotaGate;
  /** For one request; default 15 s. */
  timeoutMs?: number;
  /** Pause before the one retry; default 300 ms, plus as much again by chance. */
  retryDelayMs?: number;
}

/** One operation, ready to be sent. */
export interface EtsyOperation<S extends z.ZodType> {
  /** Etsy's operationId. */
  operation: string;
  method: 'GET' | 'PUT' | 'PATCH';
  /** Below /application. */
  path: string;
  query?: EtsyQuery;
  body?: EtsyBody;
  answer: S;
}

/** What a write carries; Etsy wants JSON for inventories and forms for everything else. */
export type EtsyBody = { json: unknown } | { form: EtsyQuery };

/** Parameters; lists are sent comma-separated, absent ones are left out. */
export type EtsyQuery = Record<
  string,
  string | number | boolean | readonly (string | number)[] | undefined
>;

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_RETRY_DELAY_MS = 300;
/** 100 listings with all their pictures are below 2 MB. */
const MAX_ANSWER_BYTES = 24 * 1024 * 1024;
const WORTH_A_RETRY: ReadonlySet<string> = new Set(['server_error', 'connect', 'reset']);

export class EtsyTransport {
  private readonly http = new HttpClient();
  private readonly gate: EtsyQuotaGate;
  private readonly baseUrl: string;

  constructor(private readonly options: EtsyTransportOptions) {
    this.gate = options.gate ?? OPEN_GATE;
    this.baseUrl = `${options.apiUrl.replace(/\/+$/, '')}/application`;
  }

  /** Sends an operation and parses its answer. Rejects with EtsyFailure, the gate's error, or the abort reason. */
  async send<S extends z.ZodType>(
    call: EtsyCall,
    operation: EtsyOperation<S>,
  ): Promise<z.output<S>> {
    try {
      return await this.attempt(call, operation);
    } catch (error) {
      const again =
        operation.method === 'GET' &&
        error instanceof EtsyFailure &&
        WORTH_A_RETRY.has(error.reason);
      if (!again) throw error;
      const delayMs = this.options.retryDelayMs ?? DEFAULT_RETRY_DELAY_MS;
      await wait(
        delayMs * (1 + Math.random()),
        undefined,
        call.signal === undefined ? {} : { signal: call.signal },
      );
      return this.attempt(call, operation);
    }
  }

  private async attempt<S extends z.ZodType>(
    call: EtsyCall,
    operation: EtsyOperation<S>,
  ): Promise<z.output<S>> {
    const ticket: EtsyTicket = {
      operation: operation.operation,
      cost: 1,
      priority: call.priority ?? 'background',
      subject: call.subject ?? null,
    };
    await this.gate.beforeRequest(ticket);
    const about = { 'http.request.method': operation.method, 'ifa.priority': ticket.priority };
    const answer = await inSpan(`etsy ${operation.operation}`, about, () =>
      this.exchange(call, operation),
    );
    this.gate.onQuota(readQuota(answer.status, answer.headers, answer.text), ticket);
    return readAnswer(operation.operation, answer, operation.answer);
  }

  /** Ends kept connections. */
  close(): Promise<void> {
    return this.http.close();
  }

  private exchange(
    call: EtsyCall,
    { operation, method, path, query, body }: EtsyOperation<z.ZodType>,
  ): Promise<HttpAnswer> {
    const { apiKey, sharedSecret, timeoutMs = DEFAULT_TIMEOUT_MS } = this.options;
    const search = encodeQuery(query ?? {});
    const content = body === undefined ? null : encodeBody(body);
    return exchangeFor(this.http, operation, {
      method,
      url: `${this.baseUrl}${path}${search === '' ? '' : `?${search}`}`,
      headers: {
        accept: 'application/json',
        'x-api-key': `${apiKey}:${sharedSecret}`,
        ...(call.accessToken !== undefined && { authorization: `Bearer ${call.accessToken}` }),
        ...(content && { 'content-type': content.type }),
      },
      timeoutMs,
      maxBodyBytes: MAX_ANSWER_BYTES,
      ...(content && { body: content.text }),
      ...(call.signal !== undefined && { signal: call.signal }),
    });
  }
}

function encodeBody(body: EtsyBody): { type: string; text: string } {
  if ('json' in body) return { type: 'application/json', text: JSON.stringify(body.json) };
  return { type: 'application/x-www-form-urlencoded', text: encodeQuery(body.form) };
}

/** An HTTP exchange whose failures are EtsyFailures; an abort rejects with the signal's reason. */
export async function exchangeFor(
  http: HttpClient,
  operation: string,
  request: HttpRequest,
): Promise<HttpAnswer> {
  try {
    return await http.send(request);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    if (error.reason === 'aborted') throw request.signal?.reason ?? error;
    const reason = error.reason === 'too_large' ? 'unexpected_shape' : error.reason;
    throw new EtsyFailure(reason, { operation, description: error.message, cause: error });
  }
}

/** The parsed body of a success. Throws EtsyFailure for everything else. */
export function readAnswer<S extends z.ZodType>(
  operation: string,
  answer: HttpAnswer,
  schema: S,
): z.output<S> {
  if (answer.status >= 300) throw classifyAnswer(operation, answer);
  const requestUuid = answer.headers['x-etsy-request-uuid'] ?? null;
  const facts = { operation, status: answer.status, requestUuid };
  const body = parseJson(answer.text);
  if (body === undefined) {
    throw new EtsyFailure('not_json', {
      ...facts,
      description: answer.headers['content-type'] ?? 'no content type',
    });
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.slice(0, 3).map((i) => `${i.path.join('.')}: ${i.message}`);
  throw new EtsyFailure('unexpected_shape', { ...facts, description: where.join('; ') });
}

/** Form and query encoding as Etsy reads it: spaces as %20, lists with commas. */
export function encodeQuery(query: EtsyQuery): string {
  const parts = Object.entries(query).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = Array.isArray(value) ? value.join(',') : String(value);
    return [`${encodeURIComponent(name)}=${encodeURIComponent(text)}`];
  });
  return parts.join('&');
}
