/** Takes a message that a gateway posts, if its signature (Standard Webhooks) is right and fresh. */
import { Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { AppError } from '#platform/errors';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { ChannelsService } from '../channels/channels.service.js';
import { InboxService, type AcceptedMessage } from '../inbox/inbox.service.js';
import { validSecrets } from './signing-secrets.js';

export interface SignedMessage {
  /** Body as it came over the wire: the signature covers these bytes. */
  rawBody: Buffer;
  headers: { id: string; timestamp: string; signature: string };
  platform: string;
  platformId: string;
  message: string;
  sender: { id: string; name: string };
}

@Injectable()
export class WebhookInboundService {
  constructor(
    private readonly repository: ChannelsRepository,
    private readonly channels: ChannelsService,
    private readonly inbox: InboxService,
  ) {}

  /** @throws AppError `messaging.bad_signature` (unauthenticated): unknown channel, wrong or stale signature alike */
  async accept(message: SignedMessage): Promise<AcceptedMessage> {
    const found = await this.repository.findLiveAcrossSellers('webhook', message.platformId);
    const channel = found ? await this.channels.open(found.id) : null;
    const secrets = channel ? validSecrets(channel) : [];
    if (!channel || !secrets.some((secret) => isSigned(secret, message))) throw badSignature();
    const accepted = await this.inbox.accept({
      sellerId: channel.sellerId,
      agentId: channel.agentId,
      channelId: channel.id,
      kind: 'buyer',
      chatId: message.sender.id,
      externalId: message.headers.id,
      payload: {
        text: message.message,
        senderId: message.sender.id,
        senderName: message.sender.name,
        // As the signature's check has read it, which is not strict about what stands behind the digits.
        sentAt: new Date(Number.parseInt(message.headers.timestamp, 10) * 1_000).toISOString(),
      },
      source: message.platform,
    });
    if (!accepted.duplicate) await this.repository.touchInbound(channel.id);
    return accepted;
  }
}

function isSigned(secret: string, message: SignedMessage): boolean {
  try {
    new Webhook(secret).verify(
      message.rawBody,
      {
        'webhook-id': message.headers.id,
        'webhook-timestamp': message.headers.timestamp,
        'webhook-signature': message.headers.signature,
      },
      { jsonParse: false },
    );
    return true;
  } catch {
    return false;
  }
}

function badSignature(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'messaging.bad_signature',
    message:
      'The signature is missing, wrong or older than 5 minutes. Sign "id.timestamp.body" with the secret of this channel (Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature).',
  });
}
