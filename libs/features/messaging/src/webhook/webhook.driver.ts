/** Any other platform: answers are posted to the seller's URL, signed by Standard Webhooks. */
import { Injectable } from '@nestjs/common';
import type { Id } from '#platform/ids';
import type {
  ChannelDriver,
  OpenChannel,
  OutgoingMessage,
  SendOutcome,
} from '../channels/channel-driver.js';
import { validSecrets } from './signing-secrets.js';
import { WebhookSenderService } from './webhook-sender.service.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The schedule that the Standard Webhooks specification proposes (read 2026-11-23); after it the message is listed. */
const SCHEDULE_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

@Injectable()
export class WebhookDriver implements ChannelDriver {
  readonly platform = 'webhook';
  readonly retryDelaysMs = SCHEDULE_MS;
  readonly typingEveryMs = null;

  constructor(private readonly sender: WebhookSenderService) {}

  split(text: string): string[] {
    return [text];
  }

  /** The receiver knows a repeat by the webhook's id. */
  messageId(_channel: OpenChannel, deliveryId: Id<'out'>): string {
    return deliveryId;
  }

  async send(channel: OpenChannel, message: OutgoingMessage): Promise<SendOutcome> {
    const url = channel.config['url'];
    const secrets = validSecrets(channel);
    // A channel without a URL is read by polling our API: the row is the message.
    if (typeof url !== 'string' || url === '') return { status: 'sent', externalId: null };
    if (secrets.length === 0) return { status: 'failed', reason: 'no_signing_secret' };
    return this.sender.post(
      { url, secrets, id: message.deliveryId },
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
