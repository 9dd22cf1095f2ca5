/** Refusals in the words of the Bot API (wording as bots receive it; read and seen 22 Nov 2026). */

/** A refusal: HTTP status and body come from it. */
export class BotApiError extends Error {
  constructor(
    readonly status: number,
    readonly description: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(description);
  }

  /** The answer's body. */
  get body(): Record<string, unknown> {
    const wait = this.retryAfterSeconds;
    return {
      ok: false,
      error_code: this.status,
      description: this.description,
      ...(wait === undefined ? {} : { parameters: { retry_after: wait } }),
    };
  }
}

/** 400 with Telegram's prefix. */
export function badRequest(what: string): BotApiError {
  return new BotApiError(400, `Bad Request: ${what}`);
}

/** 409 with Telegram's prefix. */
export function conflict(what: string): BotApiError {
  return new BotApiError(409, `Conflict: ${what}`);
}
