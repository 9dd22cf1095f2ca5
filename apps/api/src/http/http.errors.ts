/** Error codes of the HTTP border itself. */
import { AppError } from '#platform/errors';

/** A body or query that does not fit; `details.fields` says what is wrong with each field. */
export function invalidRequest(fields: Record<string, string[]>): AppError {
  const names = Object.keys(fields).join(', ');
  return new AppError({
    kind: 'invalid',
    code: 'request.invalid',
    message: `Some fields are not right: ${names}.`,
    details: { fields },
  });
}

/** A body that nests deeper than anything this API knows. */
export function nestsTooDeeply(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'request.malformed',
    message: 'The body nests too deeply.',
  });
}

/** A body or query of more values than any of this API has. */
export function tooManyValues(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'request.malformed',
    message: 'The request holds too many values.',
  });
}

/** A change by cookie from a page that is not ours. */
export function foreignOrigin(): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'request.foreign_origin',
    message: 'This request must come from the dashboard, or carry a bearer token.',
  });
}

/** Too many requests; try again when the window has moved on. */
export function rateLimited(retryAfterMs: number): AppError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new AppError({
    kind: 'rate_limited',
    code: 'request.rate_limited',
    message: `Too many requests. Try again in ${seconds} s.`,
    retryAfterMs: seconds * 1000,
  });
}

/** One seller holds more open streams on this process than a person can look at. */
export function tooManyStreams(): AppError {
  return new AppError({
    kind: 'rate_limited',
    code: 'request.too_many_streams',
    message: 'Too many open streams. Close one of the other pages first.',
    retryAfterMs: 5000,
  });
}
