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

export function tooManyChannels(max: number): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'messaging.too_many_channels',
    message: `You have ${max} channels, which is all there can be. Disconnect one that you no longer need first.`,
  });
}

/** The lease of a conversation was lost: somebody else answers it now, this worker writes nothing more. */
export class LeaseLostError extends Error {
  constructor(conversationId: string) {
    super(`the lease of ${conversationId} is held by another worker now`);
    this.name = 'LeaseLostError';
  }
}

export function notABuyersChat(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'messaging.not_a_buyers_chat',
    message: 'This is not a conversation with a buyer: there is nobody to take it over from.',
  });
}

export function blockedConversation(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'messaging.conversation_blocked',
    message: 'This buyer is blocked. Unblock them first.',
  });
}

export function channelDisconnected(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'messaging.channel_disconnected',
    message: 'The channel of this conversation is not connected any more. Connect it again first.',
  });
}
