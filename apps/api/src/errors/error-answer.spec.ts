import { BadRequestException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { AppError } from '#platform/errors';
import { errorAnswer } from './error-answer.js';

describe('errorAnswer', () => {
  it('shows what an AppError says, with its status', () => {
    const error = new AppError({
      kind: 'rate_limited',
      code: 'x.slow',
      message: 'Slow down.',
      details: { a: 1 },
      retryAfterMs: 1200,
      cause: new Error('secret'),
    });

    expect(errorAnswer(error, 'req_1')).toEqual({
      status: 429,
      body: {
        error: { code: 'x.slow', message: 'Slow down.', details: { a: 1 }, requestId: 'req_1' },
      },
      retryAfterSeconds: 2,
    });
  });

  it('hides the text of what nobody decided about', () => {
    const answer = errorAnswer(new TypeError('password=hunter2'), 'req_1');

    expect(answer.status).toBe(500);
    expect(answer.body.error.code).toBe('internal.unexpected');
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it.each([
    [new NotFoundException('Cannot GET /x'), 404, 'request.not_found'],
    [new BadRequestException('Body is not valid JSON'), 400, 'request.malformed'],
    [fastifyError(413), 413, 'request.too_large'],
    [fastifyError(415), 415, 'request.unsupported_type'],
  ])('gives %s its own code', (error, status, code) => {
    expect(errorAnswer(error, 'req_1')).toMatchObject({ status, body: { error: { code } } });
  });

  it('does not let a foreign error choose its status', () => {
    const error = Object.assign(new Error('no'), { statusCode: 404 });
    expect(errorAnswer(error, 'req_1').status).toBe(500);
  });
});

function fastifyError(statusCode: number): Error {
  return Object.assign(new Error('refused'), { name: 'FastifyError', statusCode });
}
