/** Links a seller's own bot by its token. It counts as connected once Telegram has taken where its messages go. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TelegramClient, TelegramFailure } from '#clients/telegram';
import { AppError } from '#platform/errors';
import { newId, type Id } from '#platform/ids';
import type { Channel } from '../channels/channel-view.js';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { ChannelsService } from '../channels/channels.service.js';
import { channelTaken } from '../messaging.errors.js';
import { TelegramDirectionService } from './telegram-direction.service.js';
import { UNDIRECTED } from './telegram-health.repository.js';

@Injectable()
export class TelegramLinkService {
  constructor(
    private readonly telegram: TelegramClient,
    private readonly channels: ChannelsRepository,
    private readonly channelsService: ChannelsService,
    private readonly direction: TelegramDirectionService,
  ) {}

  /**
   * Checks the token with Telegram and connects the bot.
   *
   * @throws AppError `messaging.telegram_token_refused` (invalid), `messaging.channel_taken` (invalid), or Telegram's
   *   own unavailability: the bot is then directed to us as soon as Telegram lets itself be told
   */
  async linkBot(
    seller: { sellerId: Id<'sel'>; agentId: Id<'agt'> },
    botToken: string,
  ): Promise<Channel> {
    const bot = await this.telegram.getMe(botToken).catch((error: unknown) => {
      throw refusal(error);
    });
    const taken = await this.channels.findLiveAcrossSellers('telegram', bot.id);
    if (taken && taken.sellerId !== seller.sellerId) throw channelTaken(`@${bot.username}`);
    const earlier = await this.channels.findOwn(seller.sellerId, 'telegram', bot.id);
    const id = earlier?.id ?? newId('chn');
    const webhookSecret = randomBytes(32).toString('base64url');
    const saved = await this.channels.save({
      id,
      ...seller,
      platform: 'telegram',
      platformId: bot.id,
      displayName: `@${bot.username}`,
      purpose: 'bot',
      status: 'pending',
      secrets: this.channelsService.seal(id, { botToken, webhookSecret }),
      config: { transport: UNDIRECTED, checkedAt: new Date().toISOString() },
    });
    await this.direction.connect(saved, botToken, webhookSecret);
    return this.channelsService.get(seller.sellerId, id);
  }

  /** Tells Telegram to stop, as far as it still listens. */
  async unlink(sellerId: Id<'sel'>, id: Id<'chn'>): Promise<void> {
    const channel = await this.channelsService.disconnect(sellerId, id);
    const token = channel?.secrets['botToken'];
    if (token && channel.platform === 'telegram') {
      await this.telegram.deleteWebhook(token).catch(() => undefined);
    }
  }
}

function refusal(error: unknown): unknown {
  if (!(error instanceof TelegramFailure) || error.reason !== 'unauthorized') return error;
  return new AppError({
    kind: 'invalid',
    code: 'messaging.telegram_token_refused',
    message:
      'Telegram does not know this bot token. Copy it from @BotFather: digits, a colon, then 35 characters.',
    cause: error,
  });
}
