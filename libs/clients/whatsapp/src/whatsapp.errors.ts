/** How sending and pairing fail. The codes are stable; what to do about each stands with it. */
import { AppError } from '#platform/errors';

/** `whatsapp.not_connected`: nothing was sent; try again when the connection is open. */
export function notConnected(): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'whatsapp.not_connected',
    message: 'WhatsApp is not connected at the moment. Nothing was sent.',
  });
}

/**
 * `whatsapp.rejected`: WhatsApp refused the message; `details.reason` is its code. 463 means that the account may not
 * open new chats: never retry, a retry counts as another cold contact.
 */
export function rejected(reason: string): AppError {
  return new AppError({
    kind: 'upstream',
    code: 'whatsapp.rejected',
    message: `WhatsApp refused the message (${reason}).`,
    details: { reason },
  });
}

/** `whatsapp.unconfirmed`: it may have been sent. Send again only with the same message id. */
export function unconfirmed(cause?: unknown): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'whatsapp.unconfirmed',
    message: 'WhatsApp has not confirmed the message. It may have been sent.',
    cause,
  });
}

/** `whatsapp.not_pairing`: a pairing code was asked for, but the account is linked or the connection has ended. */
export function notPairing(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'whatsapp.not_pairing',
    message: 'There is no pairing under way. Start one first.',
  });
}

/** `whatsapp.media_gone`: WhatsApp no longer has the file, or not at present (`details.status`). */
export function mediaGone(status: number): AppError {
  return new AppError({
    kind: status >= 500 ? 'unavailable' : 'not_found',
    code: 'whatsapp.media_gone',
    message: 'The file cannot be fetched from WhatsApp.',
    details: { status },
  });
}

/** `whatsapp.media_unusable`: trying again changes nothing. */
export function mediaUnusable(why: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'whatsapp.media_unusable',
    message: `The file cannot be used. ${why}`,
  });
}

/** `whatsapp.bad_address`: the address of the service in the configuration cannot be used. */
export function badAddress(message: string): AppError {
  return new AppError({ kind: 'invalid', code: 'whatsapp.bad_address', message });
}
