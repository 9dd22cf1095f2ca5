/**
 * Requests to the API of the same origin. The session is an httpOnly cookie, so nothing secret is ever in reach here.
 * Everything that goes wrong is an ApiError; `onTrouble` listeners learn of lost sessions and lost connections.
 */
import { keepQuiet } from './pace.js';

const PATIENCE_MS = 30_000;
/** After a 429 that does not say for how long. */
const QUIET_MS = 10_000;

/** What went wrong, in words that can be shown. `status` 0: no answer at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Record<string, unknown> = {},
    /** How long the API asks to wait before another try; null: it does not say. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }
}

/** What a page should know beyond the one request. */
export type Outcome = 'answered' | 'unreachable' | 'signed_out';

type OutcomeListener = (outcome: Outcome) => void;
const listeners = new Set<OutcomeListener>();

/** Tells how each request ended, until the returned function is called. */
export function onOutcome(listener: OutcomeListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What a request may carry. */
export interface RequestOptions {
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  signal?: AbortSignal;
  /** The same key is the same message, however often it is sent. */
  idempotencyKey?: string;
  /** A 401 means wrong credentials here, not a lost session. */
  signingIn?: boolean;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Changes that are under way: whoever presses twice has asked once. */
const underWay = new Map<string, Promise<unknown>>();

/** @throws ApiError when there is no answer or it says no */
export async function request<T>(
  method: Method,
  path: string,
  options: RequestOptions = {},
): Promise<T> {
  if (method === 'GET') return exchange(method, path, options);
  const key = JSON.stringify([method, path, options.query, options.body]);
  const known = underWay.get(key);
  if (known) return known as Promise<T>;
  const asked = exchange<T>(method, path, options).finally(() => underWay.delete(key));
  underWay.set(key, asked);
  return asked;
}

async function exchange<T>(method: Method, path: string, options: RequestOptions): Promise<T> {
  const response = await send(method, path, options);
  const text = await response.text().catch(() => '');
  const body = parse(text);
  if (response.ok) {
    tell('answered');
    return body as T;
  }
  const error = errorOf(response, body);
  if (method === 'GET' && error.status === 429) keepQuiet(error.retryAfterMs ?? QUIET_MS);
  tell(outcomeOf(error, options));
  throw error;
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const signals = [AbortSignal.timeout(PATIENCE_MS), ...(options.signal ? [options.signal] : [])];
  try {
    return await fetch(`${path}${queryOf(options.query)}`, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.any(signals),
      headers: {
        ...(options.body !== undefined && { 'content-type': 'application/json' }),
        ...(options.idempotencyKey && { 'idempotency-key': options.idempotencyKey }),
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    tell('unreachable');
    throw new ApiError(
      0,
      'network',
      'There is no connection to IFA right now. Please try again in a moment.',
    );
  }
}

const WRONG_PROOF = /totp|invalid_credentials|wrong_password/;

/** True when there was no session (any more); a wrong code or password is something else. */
export function isSignedOut({ status, code }: ApiError): boolean {
  return status === 401 && !WRONG_PROOF.test(code);
}

function outcomeOf(error: ApiError, options: RequestOptions): Outcome {
  if (isSignedOut(error) && !options.signingIn) return 'signed_out';
  const { status } = error;
  return status >= 502 && status <= 504 ? 'unreachable' : 'answered';
}

function tell(outcome: Outcome): void {
  for (const listener of listeners) listener(outcome);
}

function queryOf(query: RequestOptions['query']): string {
  const entries = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  if (entries.length === 0) return '';
  return `?${new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString()}`;
}

function parse(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return {};
  }
}

interface ErrorBody {
  error?: {
    code?: string;
    message?: string;
    details?: Record<string, unknown>;
    requestId?: string;
  };
}

/** Of what nobody foresaw; its sentence asks to quote the request's id. */
const UNEXPECTED = 'internal.unexpected';

function messageOf(error: NonNullable<ErrorBody['error']>): string | undefined {
  const { code, message, requestId } = error;
  return code === UNEXPECTED && requestId ? `${message} (${requestId})` : message;
}

function errorOf(response: Response, body: unknown): ApiError {
  const { error } = body as ErrorBody;
  const fallback =
    response.status >= 500
      ? 'Something went wrong on our side. Please try again in a moment.'
      : 'That did not work. Load the page anew and try again.';
  return new ApiError(
    response.status,
    error?.code ?? `http.${response.status}`,
    (error && messageOf(error)) ?? fallback,
    error?.details,
    retryAfterOf(response),
  );
}

function retryAfterOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : null;
}

/** True when this part of the API is not there (yet): nobody answers at the address. */
export function isMissingPart(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 405 || ['request.not_found', 'http.404'].includes(error.code);
}
