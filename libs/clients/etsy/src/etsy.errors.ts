/**
 * Everything that can go wrong with a call to Etsy, sorted by what the caller may do next.
 * No error holds a token, a key or a buyer's words. `requestUuid` is what Etsy's support asks for.
 */
import { AppError, type ErrorKind } from '#platform/errors';

/**
 * - `expired_token`: refresh once, then repeat the call.
 * - `revoked_grant`: the seller must connect again (also `invalid_grant` of the token endpoint).
 * - `insufficient_scope`: the seller must connect again with more scopes.
 * - `forbidden`: this grant may not do this (another member's shop); repeating does not help.
 * - `misconfigured_key`: our x-api-key is missing, half, unknown or not active; no seller can mend it.
 * - `per_second_limit`, `per_day_limit`: wait `retryAfterMs`; it holds for the whole API key.
 * - `validation`: Etsy refuses the content; `issues` says why, in Etsy's words.
 * - `not_found`: there is no such thing, or no longer.
 * - `offset_too_large`: past 12,000; walk the list another way.
 * - `server_error`: Etsy failed (5xx); a lost grant it is not.
 * - `not_json`, `unexpected_shape`: an answer that cannot be read, such as an HTML page with status 200.
 * - `timeout`, `reset`: the request may have been carried out.
 * - `connect`: no connection came about; nothing was sent.
 */
export type EtsyFailureReason =
  | 'expired_token'
  | 'revoked_grant'
  | 'insufficient_scope'
  | 'forbidden'
  | 'misconfigured_key'
  | 'per_second_limit'
  | 'per_day_limit'
  | 'validation'
  | 'not_found'
  | 'offset_too_large'
  | 'server_error'
  | 'not_json'
  | 'unexpected_shape'
  | 'timeout'
  | 'reset'
  | 'connect';

const KINDS: Record<EtsyFailureReason, ErrorKind> = {
  expired_token: 'upstream',
  revoked_grant: 'upstream',
  insufficient_scope: 'upstream',
  forbidden: 'upstream',
  misconfigured_key: 'upstream',
  per_second_limit: 'unavailable',
  per_day_limit: 'unavailable',
  validation: 'upstream',
  not_found: 'not_found',
  offset_too_large: 'upstream',
  server_error: 'unavailable',
  not_json: 'upstream',
  unexpected_shape: 'upstream',
  timeout: 'unavailable',
  reset: 'unavailable',
  connect: 'unavailable',
};

const MESSAGES: Record<EtsyFailureReason, string> = {
  expired_token: 'The access to Etsy has expired and must be renewed.',
  revoked_grant: 'Etsy no longer accepts this connection. Connect the shop again.',
  insufficient_scope:
    'The connection to Etsy lacks a permission. Connect the shop again and allow it.',
  forbidden: 'Etsy does not allow this with the connected account.',
  misconfigured_key:
    'Etsy does not accept the API key of this installation. Check ETSY_API_KEY and ETSY_SHARED_SECRET.',
  per_second_limit: 'Etsy asks for fewer requests a second.',
  per_day_limit: "Today's share of requests to Etsy is used up.",
  validation: 'Etsy refused the change.',
  not_found: 'Etsy knows no such thing, or no longer.',
  offset_too_large: 'Etsy shows only the first 12,000 entries of a list.',
  server_error: 'Etsy has trouble at the moment.',
  not_json: 'Etsy sent something that is not an answer.',
  unexpected_shape: "Etsy's answer has an unexpected shape.",
  timeout: 'Etsy did not answer in time.',
  reset: 'The connection to Etsy broke.',
  connect: 'Etsy cannot be reached at the moment.',
};

const OUTCOME_OPEN: ReadonlySet<EtsyFailureReason> = new Set([
  'server_error',
  'not_json',
  'unexpected_shape',
  'timeout',
  'reset',
]);

/** One thing Etsy found wrong with the content of a request. */
export interface EtsyIssue {
  /** Such as `/title/1`; null when Etsy does not say. */
  path: string | null;
  message: string;
}

/** What is known of a failed call. */
export interface EtsyFailureFacts {
  operation: string;
  /** HTTP status; null when there was no answer. */
  status?: number | null;
  /** What Etsy or the network said; for the log and the seller. */
  description: string;
  issues?: readonly EtsyIssue[];
  retryAfterMs?: number | undefined;
  requestUuid?: string | null;
  cause?: unknown;
}

/** A failed call to Etsy. `reason` decides what to do; `code` is `etsy.<reason>`. */
export class EtsyFailure extends AppError {
  readonly operation: string;
  readonly status: number | null;
  readonly description: string;
  readonly issues: readonly EtsyIssue[];
  readonly requestUuid: string | null;

  constructor(
    readonly reason: EtsyFailureReason,
    facts: EtsyFailureFacts,
  ) {
    const {
      operation,
      description,
      status = null,
      issues = [],
      requestUuid = null,
      retryAfterMs,
      cause,
    } = facts;
    super({
      kind: KINDS[reason],
      code: `etsy.${reason}`,
      message: MESSAGES[reason],
      details: {
        operation,
        status,
        description,
        requestUuid,
        ...(issues.length > 0 && { issues }),
      },
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(cause !== undefined && { cause }),
    });
    this.name = 'EtsyFailure';
    this.operation = operation;
    this.status = status;
    this.description = description;
    this.issues = issues;
    this.requestUuid = requestUuid;
  }

  /** True when a change may have been carried out though the call failed. */
  get mayHaveHappened(): boolean {
    return OUTCOME_OPEN.has(this.reason);
  }
}
