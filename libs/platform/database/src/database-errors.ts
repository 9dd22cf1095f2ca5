/**
 * Errors of Postgres that are not about our statement: no connection, a server that stops or starts, a pool that is
 * used up, a disk that is full. They pass by themselves, so the caller is told to come back, not that we are broken.
 */
import { QueryFailedError } from 'typeorm';
import { z } from 'zod';
import { AppError, toAppError } from '#platform/errors';

// 57014 is our own statement_timeout. SQLSTATE classes and codes, Postgres manual, appendix A (read 2026-11).
// Class 53 is a server that has run out of something: connections, memory, disk.
const UNAVAILABLE_SQLSTATE = /^(08...|57014|57P0[1-5]|53...|25006)$/;
const UNAVAILABLE_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // a unix socket that is not there
]);
// What `pg` says without a code.
const UNAVAILABLE_TEXT =
  /connection terminated|client was closed|query read timeout|timeout exceeded when trying to connect|client has encountered a connection error|connection is closed|cannot use a pool after|query runner was already released/i;
// A character that Postgres cannot store (NUL) or that is half of one; only a caller can have sent it.
const UNSTORABLE_TEXT_SQLSTATE = new Set(['22021', '22P05']);

// A table and a column that are not there.
const OLD_SCHEMA_SQLSTATE = new Set(['42P01', '42703']);

const driverError = z.object({
  code: z.string().optional(),
  syscall: z.string().optional(),
  severity: z.string().optional(),
  message: z.string(),
});

/** Postgres cannot be reached at this moment (503). */
export function databaseUnavailable(cause?: unknown): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'database.unavailable',
    message: 'The database cannot be reached at this moment. Please try again in a few seconds.',
    retryAfterMs: 2000,
    cause,
  });
}

/** A caller's text that Postgres cannot keep (400). */
export function unstorableText(cause?: unknown): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'request.unstorable_text',
    message: 'A text holds a character that cannot be stored, such as NUL.',
    cause,
  });
}

/** The AppError behind an error of the database that somebody can do something about; null for all others. */
export function databaseError(error: unknown): AppError | null {
  const source = error instanceof QueryFailedError ? error.driverError : error;
  const parsed = driverError.safeParse(source);
  if (!parsed.success || source instanceof AppError) return null;
  const { code, message } = parsed.data;
  if (isUnavailable(parsed.data, error)) return databaseUnavailable(error);
  if (
    error instanceof QueryFailedError &&
    code !== undefined &&
    UNSTORABLE_TEXT_SQLSTATE.has(code)
  ) {
    return unstorableText(message);
  }
  return null;
}

function isUnavailable(found: z.infer<typeof driverError>, error: unknown): boolean {
  const { code, message } = found;
  if (code !== undefined) {
    const isPostgres = found.severity !== undefined || error instanceof QueryFailedError;
    if (isPostgres && UNAVAILABLE_SQLSTATE.test(code)) return true;
    return UNAVAILABLE_SYSTEM.has(code) && comesFromDatabase(found, error);
  }
  return error instanceof Error && UNAVAILABLE_TEXT.test(message);
}

/** For a caller that has called nothing but the database: it was away, and the same may be tried again. */
export function wasDatabaseAway(error: unknown): boolean {
  if (databaseError(error)?.kind === 'unavailable') return true;
  const parsed = driverError.safeParse(error);
  return parsed.success && UNAVAILABLE_SYSTEM.has(parsed.data.code ?? '');
}

/** What the log says of it while a process waits. A wrong password does not pass by waiting, but the line says so. */
export function databaseTrouble(error: unknown): string {
  const what = wasDatabaseAway(error) ? 'cannot be reached' : 'refuses us';
  return `Postgres ${what} (${reasonOf(error)})`;
}

/** A refusal at two addresses of one name has no message, only a code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** The code for a log of whatever failed, the database or something else. */
export function troubleCode(error: unknown): string {
  return (databaseError(error) ?? toAppError(error)).code;
}

/** What a command that works on nothing but the database prints when it fails: where to look, not a stack. */
export function commandFailure(error: unknown): string {
  const reason = reasonOf(error);
  const { driverError: source = error }: { driverError?: unknown } =
    error instanceof QueryFailedError ? error : {};
  const { code = '' } = driverError.safeParse(source).data ?? {};
  if (OLD_SCHEMA_SQLSTATE.has(code)) {
    return `The database is older than this code (${reason}); run: npm run migrate`;
  }
  return wasDatabaseAway(error) ? `DATABASE_URL: no answer (${reason})` : reason;
}

/** Files and other servers fail with the same codes; those errors are wrapped by whoever uses them. */
function comesFromDatabase(found: z.infer<typeof driverError>, error: unknown): boolean {
  return (
    error instanceof QueryFailedError ||
    error instanceof AggregateError ||
    found.syscall === 'connect'
  );
}
