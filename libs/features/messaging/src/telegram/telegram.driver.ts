/** Telegram behind the port: one call of the Bot API a message, its failures sorted into what may be done next. */
import { Injectable } from '@nestjs/common';
import {
  TelegramClient,
  TelegramFailure,
  type TelegramFailureReason,
  splitText,
} from '#clients/telegram';
import { AppConfig } from '#platform/config';
import type {
  ChannelDriver,
  OpenChannel,
  OutgoingMessage,
  SendOutcome,
} from '../channels/channel-driver.js';

const UNREACHABLE_RETRY_MS = 5_000;

/** A token of the platform's that Telegram does not know is its operator's to mend: no seller's chat ends of it. */
const UNTIL_MENDED: SendOutcome = { status: 'retry', afterMs: 60_000, reason: 'unauthorized' };

@Injectable()
export class TelegramDriver implements ChannelDriver {
  readonly platform = 'telegram';
  /** Telegram shows it for 5 s. */
  readonly typingEveryMs = 4_000;

  constructor(
    private readonly telegram: TelegramClient,
    private readonly config: AppConfig,
  ) {}

  /** The seller's own chat is with the platform's bot. */
  private tokenOf(channel: OpenChannel): string | null {
    if (isOurs(channel)) return this.config.telegram.botToken;
    return channel.secrets['botToken'] ?? null;
  }

  split(text: string): string[] {
    return splitText(text);
  }

  async send(channel: OpenChannel, message: OutgoingMessage): Promise<SendOutcome> {
    const token = this.tokenOf(channel);
    if (!token) return { status: 'failed', reason: 'no_bot_token' };
    try {
      const sent = await this.telegram.sendMessage(token, message.chatId, message.text, {
        html: true,
      });
      return { status: 'sent', externalId: String(sent.messageId) };
    } catch (error) {
      if (!(error instanceof TelegramFailure)) throw error;
      return isOurs(channel) && error.reason === 'unauthorized' ? UNTIL_MENDED : outcomeOf(error);
    }
  }

  async showTyping(channel: OpenChannel, chatId: string): Promise<void> {
    const token = this.tokenOf(channel);
    if (token) await this.telegram.sendChatAction(token, chatId).catch(() => undefined);
  }

  async fetchMedia(channel: OpenChannel, fileId: string, maxBytes: number): Promise<Buffer | null> {
    const token = this.tokenOf(channel);
    if (!token) return null;
    const { path } = await this.telegram.getFile(token, fileId);
    return this.telegram.downloadFile(token, path, maxBytes);
  }
}

function isOurs({ config }: OpenChannel): boolean {
  return config['transport'] === 'platform-bot';
}

const OUTCOMES: Record<TelegramFailureReason, SendOutcome['status']> = {
  rate_limited: 'retry',
  not_sent: 'retry',
  server_error: 'retry',
  unauthorized: 'failed',
  blocked_by_user: 'failed',
  chat_not_found: 'failed',
  invalid: 'failed',
  conflict: 'failed',
  unknown_outcome: 'unknown',
};

function outcomeOf(failure: TelegramFailure): SendOutcome {
  const { reason } = failure;
  const status = OUTCOMES[reason];
  if (status === 'retry') {
    return { status, afterMs: failure.retryAfterMs ?? UNREACHABLE_RETRY_MS, reason };
  }
  if (status === 'unknown') return { status, reason };
  return { status: 'failed', reason, channelDead: reason === 'unauthorized' };
}
