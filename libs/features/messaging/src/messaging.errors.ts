/** Errors of the messaging feature; codes are stable. */
import { AppError } from '#platform/errors';

export function channelNotFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'messaging.channel_not_found',
    message: 'There is no such channel. List yours with GET /messaging/channels.',
  });
}

export function conversationNotFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'messaging.conversation_not_found',
    message: 'There is no such conversation.',
  });
}

export function channelTaken(name: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'messaging.channel_taken',
    message: `${name} is already connected to an IFA account. Disconnect it there first, or use another.`,
  });
}

/** The lease of a conversation was lost: somebody else answers it now, this worker writes nothing more. */
export class LeaseLostError extends Error {
  constructor(conversationId: string) {
    super(`the lease of ${conversationId} is held by another worker now`);
    this.name = 'LeaseLostError';
  }
}
