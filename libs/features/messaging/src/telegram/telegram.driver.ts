/** Telegram behind the port: one call of the Bot API a message, its failures sorted into what may be done next. */
import { Injectable } from '@nestjs/common';
import { TelegramClient, TelegramFailure, splitText } from '#clients/telegram';
import type {
  ChannelDriver,
  OpenChannel,
  OutgoingMessage,
  SendOutcome,
} from '../channel-driver.js';

const UNREACHABLE_RETRY_MS = 5_000;

@Injectable()
export class TelegramDriver implements ChannelDriver {
  readonly platform = 'telegram';

  constructor(private readonly telegram: TelegramClient) {}

  split(text: string): string[] {
    return splitText(text);
  }

  async send(channel: OpenChannel, message: OutgoingMessage): Promise<SendOutcome> {
    const token = channel.secrets['botToken'];
    if (!token) return { status: 'failed', reason: 'no_bot_token' };
    try {
      const sent = await this.telegram.sendMessage(token, message.chatId, message.text, {
        html: true,
      });
      return { status: 'sent', externalId: String(sent.messageId) };
    } catch (error) {
      if (error instanceof TelegramFailure) return outcomeOf(error);
      throw error;
    }
  }

  async showTyping(channel: OpenChannel, chatId: string): Promise<void> {
    const token = channel.secrets['botToken'];
    if (token) await this.telegram.sendChatAction(token, chatId).catch(() => undefined);
  }
}

function outcomeOf(failure: TelegramFailure): SendOutcome {
  switch (failure.reason) {
    case 'rate_limited':
      return { status: 'retry', afterMs: failure.retryAfterMs ?? 1_000, reason: failure.reason };
    case 'not_sent':
    case 'server_error':
      return { status: 'retry', afterMs: UNREACHABLE_RETRY_MS, reason: failure.reason };
    case 'unauthorized':
      return { status: 'failed', reason: failure.reason, channelDead: true };
    case 'blocked_by_user':
    case 'chat_not_found':
    case 'invalid':
    case 'conflict':
      return { status: 'failed', reason: failure.reason };
    case 'unknown_outcome':
      return { status: 'unknown', reason: failure.reason };
  }
}
