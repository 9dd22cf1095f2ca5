import { describe, expect, it } from 'vitest';
import { AppError, HTTP_STATUS, toAppError } from './index.js';

describe('AppError', () => {
  it('keeps kind, code, details, wait and cause', () => {
    const cause = new Error('socket closed');
    const error = new AppError({
      kind: 'rate_limited',
      code: 'etsy.quota',
      message: 'Try again in a minute.',
      details: { scope: 'day' },
      retryAfterMs: 60_000,
      cause,
    });
    expect(error).toMatchObject({
      kind: 'rate_limited',
      code: 'etsy.quota',
      details: { scope: 'day' },
      retryAfterMs: 60_000,
    });
    expect(error.cause).toBe(cause);
    expect(error).toBeInstanceOf(Error);
  });

  it('has no details, wait or cause key when none was given', () => {
    const error = new AppError({ kind: 'not_found', code: 'x.y', message: 'No such thing.' });
    expect('details' in error).toBe(false);
    expect('retryAfterMs' in error).toBe(false);
    expect('cause' in error).toBe(false);
  });
});

describe('toAppError', () => {
  it('hands an AppError back untouched', () => {
    const error = new AppError({ kind: 'conflict', code: 'a.b', message: 'Taken.' });
    expect(toAppError(error)).toBe(error);
  });

  it.each([new Error('password=hunter2'), 'password=hunter2', null, { password: 'hunter2' }])(
    'hides the text of what nobody decided about (%o) and keeps it as the cause',
    (thrown) => {
      const error = toAppError(thrown);
      expect(error.kind).toBe('internal');
      expect(error.code).toBe('internal.unexpected');
      expect(error.message).not.toContain('hunter2');
      expect(error.cause).toBe(thrown);
    },
  );
});

describe('HTTP_STATUS', () => {
  it('never answers a failure with a success', () => {
    for (const status of Object.values(HTTP_STATUS)) expect(status).toBeGreaterThanOrEqual(400);
  });
});
