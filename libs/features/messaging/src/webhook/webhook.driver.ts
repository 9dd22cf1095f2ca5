/** Any other platform: answers are posted to the seller's URL, signed by Standard Webhooks. */
import { Injectable } from '@nestjs/common';
import type {
  ChannelDriver,
  OpenChannel,
  OutgoingMessage,
  SendOutcome,
} from '../channel-driver.js';
import { WebhookSenderService } from './webhook-sender.service.js';

@Injectable()
export class WebhookDriver implements ChannelDriver {
  readonly platform = 'webhook';

  constructor(private readonly sender: WebhookSenderService) {}

  split(text: string): string[] {
    return [text];
  }

  async send(channel: OpenChannel, message: OutgoingMessage): Promise<SendOutcome> {
    const url = channel.config['url'];
    const secret = channel.secrets['signingSecret'];
    // A channel without a URL is read by polling our API: the row is the message.
    if (typeof url !== 'string' || url === '') return { status: 'sent', externalId: null };
    if (!secret) return { status: 'failed', reason: 'no_signing_secret' };
    return this.sender.post(
      { url, secret, id: message.deliveryId },
      {
        type: 'message.sent',
        platformId: channel.platformId,
        conversation: message.chatId,
        message: message.text,
      },
    );
  }

  async showTyping(): Promise<void> {
    // The protocol has no such thing.
  }
}
