/** An answer that is not 200, thrown from anywhere below a route of the Etsy stand-in and sent as it is. */
export class EtsyHttpError extends Error {
  /** @param body what Etsy would send; a string becomes `{ error: string }` */
  constructor(
    readonly status: number,
    body: unknown,
    readonly headers: Record<string, string> = {},
  ) {
    super(`etsy stand-in answers ${status}`);
    this.body = typeof body === 'string' ? { error: body } : body;
  }

  readonly body: unknown;
}
