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

/** The password is right and the account asks for a code as well: send it as `totp`. */
export function totpRequired(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'totp_required',
    message: 'Send the code of your authenticator app, or a recovery code, as `totp`.',
  });
}

/** The code is wrong, too old, or was used already. */
export function invalidTotp(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'auth.invalid_totp',
    message: 'The code is not right or was used already. Wait for the next one.',
  });
}

/** Two-factor sign-in is on already. */
export function totpAlreadyOn(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'auth.totp_already_on',
    message: 'Two-factor sign-in is on already.',
  });
}

/** There is no second factor to take away. */
export function totpOff(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'auth.totp_off',
    message: 'Two-factor sign-in is not on for this account.',
  });
}

/** A code for a second factor that is not being set up. */
export function totpNotStarted(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'auth.totp_not_started',
    message: 'Begin with POST /auth/totp/start.',
  });
}

/** The password asked for once more before something serious is not right. */
export function wrongPassword(): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'auth.wrong_password',
    message: 'The password is not right.',
  });
}

/** A mailed link that was used, has expired, or never was. */
export function invalidMailedToken(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'auth.invalid_link',
    message: 'This link has expired or was used already. Ask for a new one.',
  });
}

/** Too many mails to one account. */
export function tooManyMails(): AppError {
  return new AppError({
    kind: 'rate_limited',
    code: 'auth.too_many_mails',
    message: 'We have sent several mails already. Look into the spam folder, or try in an hour.',
    retryAfterMs: 3_600_000,
  });
}

/** Something that only an account with a proven e-mail address may do. */
export function emailNotVerified(): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'auth.email_not_verified',
    message:
      'Confirm your e-mail address first: open the link in our mail, or ask for a new one with POST /auth/verify-email/resend.',
  });
}

/** The account is not there. */
export function sellerNotFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'auth.seller_not_found',
    message: 'There is no such account.',
  });
}

/** No such session of this seller. */
export function sessionNotFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'auth.session_not_found',
    message: 'There is no such session.',
  });
}

/** No such API key of this seller. */
export function apiKeyNotFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'auth.api_key_not_found',
    message: 'There is no such API key.',
  });
}

/** A seller has as many keys as anybody needs. */
export function tooManyApiKeys(max: number): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'auth.too_many_api_keys',
    message: `There are ${max} API keys already. Delete one first.`,
  });
}

/** An API key that is not ours, was deleted or has expired. */
export function invalidApiKey(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'auth.invalid_api_key',
    message: 'The API key is not valid. Make one with POST /auth/api-keys.',
  });
}

/** The API key may not do this. */
export function missingScope(scope: string): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'auth.missing_scope',
    message: `This API key lacks the scope ${scope}.`,
  });
}

/** An administrator signs in for the first time: `details` holds what the authenticator app needs. */
export function totpSetupRequired(details: Record<string, unknown>): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'totp_setup_required',
    message: 'Scan the code with an authenticator app, then send its code as `totp`.',
    details,
  });
}

/** Others are exporting at this moment. */
export function exportBusy(): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'auth.export_busy',
    message: 'Other exports are under way. Please try again in a minute.',
    retryAfterMs: 60_000,
  });
}

/** An address that belongs to an administrator already. */
export function adminExists(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'admin.exists',
    message: 'There is already an administrator with this e-mail address.',
  });
}

/** An administrator's request without a session, or with one that ended. */
export function adminNotSignedIn(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'admin.not_signed_in',
    message: 'Sign in first: POST /admin/login.',
  });
}

/** An administrator to be with an address or a password that will not do. */
export function invalidAdmin(message: string): AppError {
  return new AppError({ kind: 'invalid', code: 'admin.invalid', message });
}
