/** Links a seller's own Telegram chat with the platform's bot: pending with a code until that chat has sent the code. */
import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TelegramClient } from '#clients/telegram';
import { AppConfig } from '#platform/config';
import { constantTimeEqual } from '#platform/crypto';
import { AppError } from '#platform/errors';
import { newId, type Id } from '#platform/ids';
import { visible, type Channel } from '../channels/channel-view.js';
import { ChannelsRepository, type ChannelRow } from '../channels/channels.repository.js';
import { channelTaken } from '../messaging.errors.js';

const CODE_LIFE_MS = 15 * 60_000;
/** Letters and digits that nobody mixes up. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 8;

/** How a chat with the platform's bot is named among the channels. */
export function notifyPlatformId(chatId: string): string {
  return `chat:${chatId}`;
}

/** Whether a text is the code that a pending link waits for. */
export function isCodeOf(channel: ChannelRow, text: string): boolean {
  const { code, codeUntil } = channel.config;
  if (typeof code !== 'string' || typeof codeUntil !== 'string') return false;
  const given = text
    .replace(/^\/start\s+/, '')
    .trim()
    .toUpperCase();
  return new Date(codeUntil) > new Date() && constantTimeEqual(code, given);
}

@Injectable()
export class NotifyLinkService {
  constructor(
    private readonly config: AppConfig,
    private readonly telegram: TelegramClient,
    private readonly channels: ChannelsRepository,
  ) {}

  /**
   * @returns the pending channel, the code to send, and the bot to send it to
   * @throws AppError `messaging.no_platform_bot`, `messaging.channel_taken` (both 400)
   */
  async link(
    seller: { sellerId: Id<'sel'>; agentId: Id<'agt'> },
    chatId: string,
  ): Promise<{ channel: Channel; code: string | null; bot: string }> {
    const { botToken } = this.config.telegram;
    if (!botToken) throw noPlatformBot();
    const bot = await this.telegram.getMe(botToken);
    const platformId = notifyPlatformId(chatId);
    const taken = await this.channels.findLiveAcrossSellers('telegram', platformId);
    // A chat that was only named, and never proven, keeps nobody out.
    if (taken && taken.sellerId !== seller.sellerId) {
      if (taken.status === 'connected') throw channelTaken('This chat');
      await this.channels.setDisconnected(null, taken.id, { lastError: null, epoch: null });
    }
    if (taken?.sellerId === seller.sellerId && taken.status === 'connected') {
      return { channel: visible(taken), code: null, bot: `@${bot.username}` };
    }
    const code = newCode();
    const saved = await this.channels.save({
      id: newId('chn'),
      ...seller,
      platform: 'telegram',
      platformId,
      displayName: `@${bot.username}`,
      purpose: 'notify',
      status: 'pending',
      secrets: null,
      config: {
        transport: 'platform-bot',
        code,
        codeUntil: new Date(Date.now() + CODE_LIFE_MS).toISOString(),
      },
    });
    return { channel: visible(saved), code, bot: `@${bot.username}` };
  }
}

function newCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

function noPlatformBot(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'messaging.no_platform_bot',
    message:
      'Send {"botToken"}: make a bot with @BotFather and paste its token. Linking a chat by {"chatId"} needs the platform\'s own bot (TELEGRAM_BOT_TOKEN), which is not set up here.',
  });
}
