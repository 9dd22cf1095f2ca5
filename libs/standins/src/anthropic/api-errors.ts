/**
 * Error bodies and statuses as the Messages API sends them
 * (platform.claude.com/docs/en/api/errors, read 2026-11-23).
 */
import { z } from 'zod';

const TYPE_BY_STATUS: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

const MESSAGE_BY_STATUS: Record<number, string> = {
  401: 'invalid x-api-key',
  403: 'Your API key does not have permission to use the specified resource.',
  429: 'This request would exceed the rate limit of your organization.',
  500: 'Internal server error',
  529: 'Overloaded',
};

/** The JSON of an error, also sent as the `error` event of a stream. */
export interface ApiErrorBody {
  type: 'error';
  error: { type: string; message: string };
  request_id: string;
}

/** Builds the error body of a status; the message falls back to the usual one. */
export function apiErrorBody(status: number, requestId: string, message?: string): ApiErrorBody {
  const type = TYPE_BY_STATUS[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return {
    type: 'error',
    error: { type, message: message ?? MESSAGE_BY_STATUS[status] ?? 'Request failed' },
    request_id: requestId,
  };
}

/** A request that the API would refuse; thrown by the checks, answered by the routes. */
export class RefusedRequest extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Turns a zod failure into a refusal with the path in front, as the API words it. */
export function refusalOf(error: z.ZodError): RefusedRequest {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  return new RefusedRequest(400, `${path === '' ? 'body' : path}: ${issue?.message ?? 'invalid'}`);
}
