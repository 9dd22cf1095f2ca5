/** What a failed send of a WhatsApp message comes to. */
import { AppError, toAppError } from '#platform/errors';
import type { SendOutcome } from '../../channels/channel-driver.js';

/** 463: WhatsApp lets this account open no new chats; trying again makes it worse. */
export const COLD_CONTACT = '463';

/** Of what the connection threw. */
export function outcomeOf(error: unknown): SendOutcome {
  const { code, details } = error instanceof AppError ? error : toAppError(error);
  if (code === 'whatsapp.not_connected') {
    return { status: 'retry', afterMs: 2_000, reason: 'not_connected', untried: true };
  }
  if (code === 'whatsapp.rejected') {
    const said = details?.['reason'];
    const reason = typeof said === 'string' ? said : 'unknown';
    return {
      status: 'failed',
      reason: reason === COLD_CONTACT ? 'restricted' : `refused_${reason}`,
    };
  }
  return { status: 'unknown', reason: code === 'whatsapp.unconfirmed' ? 'unconfirmed' : code };
}
