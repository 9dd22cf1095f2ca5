/** From whatever was thrown to what the caller is told. Pure; the filter sends and logs. */
import { HttpException } from '@nestjs/common';
import { AppError, HTTP_STATUS, toAppError } from '#platform/errors';

/** The one shape of every error body. */
export interface ErrorBody {
  error: {
    code: string;
    message: string;
    details?: Record<string, unknown>;
    requestId: string;
  };
}

/** Status and body of an error. */
export interface ErrorAnswer {
  status: number;
  body: ErrorBody;
  /** Whole seconds for the header Retry-After. */
  retryAfterSeconds?: number;
}

interface Sentence {
  code: string;
  message: string;
}

const STATUS_SENTENCES: Record<number, Sentence> = {
  400: { code: 'request.malformed', message: 'The request could not be read.' },
  404: { code: 'request.not_found', message: 'There is nothing at this address.' },
  405: {
    code: 'request.method_not_allowed',
    message: 'This address does not answer to this method; see the header Allow.',
  },
  408: { code: 'request.too_slow', message: 'The request did not arrive whole in time.' },
  413: { code: 'request.too_large', message: 'The body is too large.' },
  414: { code: 'request.malformed', message: 'The address is too long.' },
  415: { code: 'request.unsupported_type', message: 'Send the body as application/json.' },
  431: { code: 'request.malformed', message: 'The headers are too large.' },
};

const OTHER: Sentence = { code: 'request.refused', message: 'The request was refused.' };

/** What to answer to an error that nobody else has answered. */
export function errorAnswer(error: unknown, requestId: string): ErrorAnswer {
  const status = foreignStatus(error);
  if (status !== null) return plainAnswer(status, requestId, causeText(error, status));
  const known = toAppError(error);
  return {
    status: HTTP_STATUS[known.kind],
    body: {
      error: {
        code: known.code,
        message: known.message,
        ...(known.details && { details: known.details }),
        requestId,
      },
    },
    ...(known.retryAfterMs !== undefined && {
      retryAfterSeconds: Math.ceil(known.retryAfterMs / 1000),
    }),
  };
}

/** The answer of a bare HTTP status, e.g. 404 for an unknown address. */
export function plainAnswer(status: number, requestId: string, message?: string): ErrorAnswer {
  const sentence = STATUS_SENTENCES[status] ?? OTHER;
  return {
    status,
    body: { error: { code: sentence.code, message: message ?? sentence.message, requestId } },
  };
}

/** The status of an error of Nest or Fastify that blames the caller; null for everything else. */
function foreignStatus(error: unknown): number | null {
  if (error instanceof AppError) return null;
  const status = error instanceof HttpException ? error.getStatus() : statusCodeOf(error);
  return status !== null && status >= 400 && status < 500 ? status : null;
}

function statusCodeOf(error: unknown): number | null {
  if (!(error instanceof Error) || error.name !== 'FastifyError') return null;
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null;
}

/** Fastify says what is wrong with a body (never its content); for 404 its sentence would repeat the address. */
function causeText(error: unknown, status: number): string | undefined {
  return status === 400 && error instanceof Error && error.message !== ''
    ? error.message
    : undefined;
}
