/** WhatsApp behind the port. The socket is in the process that holds the channel's lease; elsewhere nothing is sent. */
import { Injectable } from '@nestjs/common';
import { splitText } from '#clients/telegram';
import { AppConfig } from '#platform/config';
import { PubSub } from '#platform/redis';
import type {
  ChannelDriver,
  OpenChannel,
  OutgoingMessage,
  SendOutcome,
} from '../channels/channel-driver.js';
import { SHOWN_MS } from './sessions/chat-typing.js';
import { SHOW_TYPING, WhatsappSessions } from './sessions/whatsapp-sessions.js';
import { WhatsappAuthRepository } from './store/whatsapp-auth.repository.js';

const NOT_HERE: SendOutcome = {
  status: 'retry',
  afterMs: 1_000,
  reason: 'not_connected',
  untried: true,
};

@Injectable()
export class WhatsappDriver implements ChannelDriver {
  readonly platform = 'whatsapp';
  readonly typingEveryMs = SHOWN_MS / 2;

  constructor(
    private readonly sessions: WhatsappSessions,
    private readonly journal: WhatsappAuthRepository,
    private readonly config: AppConfig,
    private readonly pubSub: PubSub,
  ) {}

  /** At sentence ends, as for Telegram: longer messages than 4,096 characters are possible but not advisable. */
  split(text: string): string[] {
    return splitText(text);
  }

  messageId(channel: OpenChannel): string | null {
    return this.sessions.get(channel.id)?.newMessageId() ?? null;
  }

  async send(channel: OpenChannel, message: OutgoingMessage): Promise<SendOutcome> {
    const account = this.sessions.get(channel.id);
    return account ? account.send(message) : NOT_HERE;
  }

  async showTyping(channel: OpenChannel, chatId: string): Promise<void> {
    const account = this.sessions.get(channel.id);
    if (account) await account.showTyping(chatId);
    else this.pubSub.publish(SHOW_TYPING, { channelId: channel.id, chatId });
  }

  /** By any worker: the handle holds all that is needed. */
  async fetchMedia(
    _channel: OpenChannel,
    reference: string,
    maxBytes: number,
  ): Promise<Buffer | null> {
    const { downloadMedia } = await import('#clients/whatsapp');
    const { wsUrl } = this.config.whatsapp;
    return downloadMedia(this.journal.openMedia(reference), { maxBytes, wsUrl });
  }
}
