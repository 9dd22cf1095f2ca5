/**
 * Everything that can go wrong with a call to the Bot API, sorted by what the caller may do next.
 * The question that matters for sendMessage is whether the buyer may already have the message, since Telegram has no
 * idempotency key: `not_sent`, `rate_limited` and the refusals say no, `unknown_outcome` says maybe.
 * No error holds a token or a message's text (telegraf's own errors hold both, so they never become a cause).
 */
import { TelegramError } from 'telegraf';
import { AppError, type ErrorKind } from '#platform/errors';
import { redactTokens } from './redact-tokens.js';

/**
 * - `unauthorized`: the token is wrong or was revoked.
 * - `blocked_by_user`: this person blocked the bot or deleted the account.
 * - `chat_not_found`: no such chat, or the person never wrote to the bot.
 * - `rate_limited`: wait `retryAfterMs`; it holds for the whole bot.
 * - `conflict`: somebody else polls this bot, or a webhook is set.
 * - `invalid`: Telegram refuses the request as it is; the same request fails again.
 * - `not_sent`: no connection came about; safe to send again.
 * - `unknown_outcome`: the connection broke, or the time was up, after sending; it may have been carried out.
 * - `server_error`: Telegram answered that it failed; safe to send again later.
 */
export type TelegramFailureReason =
  | 'unauthorized'
  | 'blocked_by_user'
  | 'chat_not_found'
  | 'rate_limited'
  | 'conflict'
  | 'invalid'
  | 'not_sent'
  | 'unknown_outcome'
  | 'server_error';

const KINDS: Record<TelegramFailureReason, ErrorKind> = {
  unauthorized: 'upstream',
  blocked_by_user: 'upstream',
  chat_not_found: 'upstream',
  rate_limited: 'unavailable',
  conflict: 'upstream',
  invalid: 'upstream',
  not_sent: 'unavailable',
  unknown_outcome: 'upstream',
  server_error: 'unavailable',
};

const MESSAGES: Record<TelegramFailureReason, string> = {
  unauthorized: 'Telegram does not accept this bot token. Ask @BotFather for the current one.',
  blocked_by_user: 'This person has blocked the bot.',
  chat_not_found: 'Telegram knows no such chat with this bot. The person has to write to it first.',
  rate_limited: 'Telegram asks this bot to slow down.',
  conflict:
    'Another program reads the updates of this bot. Stop it, or make a bot of its own for it.',
  invalid: 'Telegram refused the request.',
  not_sent: 'Telegram cannot be reached at the moment.',
  unknown_outcome:
    'The connection to Telegram broke, and nobody knows whether the call got through.',
  server_error: 'Telegram has trouble at the moment.',
};

/** A failed call of the Bot API. `reason` decides what to do; `code` is `telegram.<reason>`. */
export class TelegramFailure extends AppError {
  constructor(
    readonly reason: TelegramFailureReason,
    readonly method: string,
    /** What Telegram or the network said, without tokens. For the log and the seller, not for buyers. */
    readonly description: string,
    retryAfterMs?: number,
  ) {
    super({
      kind: KINDS[reason],
      code: `telegram.${reason}`,
      message: MESSAGES[reason],
      details: { method, description },
      retryAfterMs,
    });
    this.name = 'TelegramFailure';
  }

  /** True when the call may have been carried out though it failed. */
  get mayHaveHappened(): boolean {
    return this.reason === 'unknown_outcome';
  }
}

/** Sorts whatever telegraf or fetch threw; `token` is taken out of every text. */
export function toTelegramFailure(error: unknown, method: string, token: string): TelegramFailure {
  if (error instanceof TelegramFailure) return error;
  if (error instanceof TelegramError) {
    const description = redactTokens(error.description, token);
    const waitS = error.parameters?.retry_after;
    const reason = reasonOfAnswer(error.code, description);
    const retryAfterMs = reason === 'rate_limited' ? (waitS ?? 1) * 1000 : undefined;
    return new TelegramFailure(reason, method, description, retryAfterMs);
  }
  const text = error instanceof Error ? error.message : 'unknown error';
  return new TelegramFailure(reasonOfBreak(error), method, redactTokens(text, token));
}

const BY_STATUS: Partial<Record<number, TelegramFailureReason>> = {
  401: 'unauthorized',
  403: 'blocked_by_user',
  // An unknown method is 404 too, but we call none; a token that is not one at all is answered so.
  404: 'unauthorized',
  409: 'conflict',
  429: 'rate_limited',
  // A gateway between us and the Bot API lost the answer: the message may have gone out.
  502: 'unknown_outcome',
  504: 'unknown_outcome',
};

function reasonOfAnswer(status: number, description: string): TelegramFailureReason {
  if (status === 400 && /chat not found|PEER_ID_INVALID|user not found/i.test(description)) {
    return 'chat_not_found';
  }
  return BY_STATUS[status] ?? (status >= 500 ? 'server_error' : 'invalid');
}

const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** A failure without an answer: did the request leave this machine? When in doubt, it may have. */
function reasonOfBreak(error: unknown): TelegramFailureReason {
  if (!(error instanceof Error)) return 'unknown_outcome';
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && NO_CONNECTION.has(code)) return 'not_sent';
  // node-fetch keeps the system call only in the text: "…, reason: connect ETIMEDOUT 149.154.167.220:443".
  if (/reason: (connect |Client network socket disconnected before)/.test(error.message)) {
    return 'not_sent';
  }
  return 'unknown_outcome';
}
