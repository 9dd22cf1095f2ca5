/**
 * Requests to outside systems: one deadline for everything, a limit for the answer, no redirects (a 3xx is an answer
 * like any other, so credentials never follow one to another host). Never repeats a request by itself.
 */
import { Agent, type Dispatcher } from 'undici';
import type { z } from 'zod';
import { AppError } from '#platform/errors';
import { failureReason, HttpFailure } from './http-failure.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BODY_BYTES = 10 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 5000;

/** One request. */
export interface HttpRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute. */
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** From the start of the request to the last byte of the answer. Default 10 s. */
  timeoutMs?: number;
  /** Most bytes of the answer's body. Default 10 MiB. */
  maxBodyBytes?: number;
  /** Ends the request early. */
  signal?: AbortSignal;
}

/** An answer of any status. */
export class HttpAnswer {
  constructor(
    readonly status: number,
    /** Names in lower case; repeated headers joined by a comma. */
    readonly headers: Readonly<Record<string, string>>,
    readonly bytes: Buffer,
  ) {}

  /** 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** The body as UTF-8. */
  get text(): string {
    return this.bytes.toString('utf8');
  }

  /** The body as JSON in the form of a schema. Throws AppError `upstream` / `http.bad_answer`, without the body's text. */
  json<S extends z.ZodType>(schema: S): z.output<S> {
    const parsed = schema.safeParse(this.#parsed());
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues
      .slice(0, 5)
      .map(({ path, code }) => ({ path: path.join('.'), code }));
    throw badAnswer(this.status, issues);
  }

  #parsed(): unknown {
    try {
      return JSON.parse(this.text);
    } catch {
      throw badAnswer(this.status, [{ path: '', code: 'not_json' }]);
    }
  }
}

function badAnswer(status: number, issues: { path: string; code: string }[]): AppError {
  return new AppError({
    kind: 'upstream',
    code: 'http.bad_answer',
    message: 'The other side answered in a form we do not know.',
    details: { status, issues },
  });
}

/** A pool of kept connections; one for each outside system. */
export class HttpClient {
  readonly #agent = new Agent({
    connect: { timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: 4000,
    // The deadline of each request rules; these must not end a long one before it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  /** Sends it. Resolves with an answer of any status; throws HttpFailure when there is none. */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const url = new URL(request.url);
    const deadline = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const signal =
      request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
    try {
      return await this.#exchange(url, request, signal);
    } catch (error) {
      if (error instanceof HttpFailure) throw error;
      if (deadline.aborted) throw new HttpFailure('timeout', url.host, error);
      if (signal.aborted) throw new HttpFailure('aborted', url.host, error);
      throw new HttpFailure(failureReason(error), url.host, error);
    }
  }

  /** Ends the kept connections; requests under way fail. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #exchange(url: URL, request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const answer = await this.#agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method ?? 'GET',
      headers: request.headers ?? {},
      body: request.body ?? null,
      signal,
    });
    const maxBytes = request.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    const bytes = await readUpTo(answer.body, maxBytes, url.host);
    return new HttpAnswer(answer.statusCode, flat(answer.headers), bytes);
  }
}

async function readUpTo(
  body: Dispatcher.ResponseData['body'],
  maxBytes: number,
  host: string,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    bytes += buffer.length;
    if (bytes > maxBytes) {
      body.on('error', () => {});
      body.destroy();
      throw new HttpFailure('too_large', host);
    }
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.join(', ') : value;
    if (text !== undefined) result[name.toLowerCase()] = text;
  }
  return result;
}
