import type { ErrorBody } from './error-answer.js';

/** What went wrong. */
export class ErrorFactsDto {
  /** Stable, for programs: `auth.invalid_credentials`. */
  code: string;
  /** For people: what is wrong and what to do. */
  message: string;
  /** Facts; with `request.invalid` the faults by field. */
  details?: Record<string, unknown>;
  /** Quote it when you ask for help. */
  requestId: string;
}

/** The body of every error. */
export class ErrorDto implements ErrorBody {
  error: ErrorFactsDto;
}
