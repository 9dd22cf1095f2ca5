/** Every error code of accounts and sessions. */
import { AppError } from '#platform/errors';

/** Registration with an address that has an account (400, as the API reference says). */
export function emailTaken(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'auth.email_taken',
    message: 'There is already an account with this e-mail address. Sign in instead.',
  });
}

/** Login with an unknown address or a wrong password; the two are not told apart. */
export function invalidCredentials(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'auth.invalid_credentials',
    message: 'The e-mail address or the password is not right.',
  });
}

/** The account is suspended; only its owner learns it, after the right password or with a live session. */
export function accountSuspended(): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'auth.suspended',
    message: 'This account is suspended. Please write to support.',
  });
}

/** The request carries no token. */
export function notSignedIn(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'auth.not_signed_in',
    message: 'Sign in first: send the token of POST /auth/login as `Authorization: Bearer …`.',
  });
}

/** The token was not made by this system, was altered, or has run out. */
export function invalidToken(cause?: unknown): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'auth.invalid_token',
    message: 'The token is not valid or has expired. Sign in again.',
    cause,
  });
}

/** The token is genuine, its session was ended (logout, change of password, sign-out everywhere). */
export function sessionEnded(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'auth.session_ended',
    message: 'This session has ended. Sign in again.',
  });
}

/** More people are signing in at this moment than the processor can hash passwords for. */
export function signInBusy(): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'auth.busy',
    message: 'Too many sign-ins at this moment. Please try again in a second.',
    retryAfterMs: 1000,
  });
}
