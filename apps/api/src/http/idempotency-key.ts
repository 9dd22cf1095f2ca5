import { AppError } from '#platform/errors';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;

/** The caller's Idempotency-Key header, or null without one. @throws AppError `request.bad_idempotency_key` */
export function parseIdempotencyKey(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (IDEMPOTENCY_KEY.test(key)) return key;
  throw new AppError({
    kind: 'invalid',
    code: 'request.bad_idempotency_key',
    message: 'Idempotency-Key must be 1 to 200 visible ASCII characters, for example a UUID.',
  });
}
