/**
 * From an answer that is no success to a reason. Etsy's error bodies vary: an object with a sentence, an OAuth error
 * with a description, an array of issues, an HTML page (each seen in Etsy's issue tracker, 2021 to 2026).
 */
import { z } from 'zod';
import type { HttpAnswer } from '#platform/http';
import { EtsyFailure, type EtsyFailureReason, type EtsyIssue } from './etsy.errors.js';
import { readQuota } from './etsy-quota.js';

const objectBody = z.object({
  error: z.string().optional(),
  error_description: z.string().optional(),
  error_msg: z.string().optional(),
});
const issueBody = z.object({
  path: z.string().nullish(),
  message: z.string().nullish(),
  type: z.string().nullish(),
});
const arrayBody = z.array(issueBody);

const MAX_DESCRIPTION = 500;
const KEY_WORDS =
  /x-api-key|api key|shared secret|client_id|invalid_client|not recognized|not active/i;

/** A NUL, or half a surrogate pair: no database takes such a text, and one listing would hold up a whole shop. */
const SPOILED =
  /\\u0000|\\ud[89ab][\da-f]{2}(?!\\ud[c-f][\da-f]{2})|(?<!\\ud[89ab][\da-f]{2})\\ud[c-f][\da-f]{2}/i;

/** Parses JSON, or undefined where the text is none. Texts come out well-formed. */
export function parseJson(text: string): unknown {
  try {
    return SPOILED.test(text) ? JSON.parse(text, wellFormed) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed() : value;
}

/** The failure an answer of status 300 or more stands for. */
export function classifyAnswer(operation: string, answer: HttpAnswer): EtsyFailure {
  const body = parseJson(answer.text);
  const { description, issues } = readProblem(body, answer);
  const reason = reasonOf(operation, answer, body, description);
  const { retryAfterMs } = readQuota(answer.status, answer.headers, answer.text);
  return new EtsyFailure(reason, {
    operation,
    description,
    status: answer.status,
    issues: reason === 'validation' ? issues : [],
    requestUuid: answer.headers['x-etsy-request-uuid'] ?? null,
    ...(retryAfterMs !== null && { retryAfterMs }),
  });
}

function readProblem(
  body: unknown,
  answer: HttpAnswer,
): { description: string; issues: EtsyIssue[] } {
  const list = arrayBody.safeParse(body);
  if (list.success) {
    const issues = list.data.map((i) => ({
      path: i.path ?? null,
      message: i.message ?? i.type ?? 'not valid',
    }));
    return {
      description: clip(issues.map((i) => `${i.path ?? ''} ${i.message}`.trim()).join('; ')),
      issues,
    };
  }
  const single = objectBody.safeParse(body);
  const texts = single.success
    ? [single.data.error, single.data.error_description, single.data.error_msg]
    : [];
  const description = clip(
    texts.filter((t) => t !== undefined).join(': ') || `status ${answer.status}`,
  );
  return { description, issues: [{ path: null, message: description }] };
}

function reasonOf(
  operation: string,
  { status, text, headers }: HttpAnswer,
  body: unknown,
  description: string,
): EtsyFailureReason {
  if (status >= 500) return 'server_error';
  if (status === 429) return limitReason(readQuota(status, headers, text).refusedBy);
  if (body === undefined) return 'not_json';
  if (status === 401) return KEY_WORDS.test(description) ? 'misconfigured_key' : 'expired_token';
  if (status === 403) return forbiddenReason(description);
  if (status === 404) return operation === 'ping' ? 'misconfigured_key' : 'not_found';
  return refusalReason(description);
}

function limitReason(refusedBy: 'second' | 'day' | null): EtsyFailureReason {
  return refusedBy === 'day' ? 'per_day_limit' : 'per_second_limit';
}

function forbiddenReason(description: string): EtsyFailureReason {
  if (/insufficient.scope/i.test(description)) return 'insufficient_scope';
  if (/revoked/i.test(description)) return 'revoked_grant';
  return KEY_WORDS.test(description) ? 'misconfigured_key' : 'forbidden';
}

function refusalReason(description: string): EtsyFailureReason {
  if (/invalid_grant/i.test(description)) return 'revoked_grant';
  if (/invalid_client/i.test(description)) return 'misconfigured_key';
  return /offset/i.test(description) && /maximum/i.test(description)
    ? 'offset_too_large'
    : 'validation';
}

function clip(text: string): string {
  return text.length > MAX_DESCRIPTION ? `${text.slice(0, MAX_DESCRIPTION)}…` : text;
}
