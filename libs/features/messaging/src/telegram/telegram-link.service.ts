/**
 * Links a seller's own bot by its token. With a public address Telegram posts updates to us, each channel with a
 * secret of its own; without one the holder of the channel's lease polls.
 */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TelegramClient, TelegramFailure } from '#clients/telegram';
import { AppConfig } from '#platform/config';
import { AppError } from '#platform/errors';
import { newId, type Id } from '#platform/ids';
import { ChannelHealthService } from '../channels/channel-health.service.js';
import { visible, type Channel } from '../channels/channel-view.js';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { ChannelsService } from '../channels/channels.service.js';
import { channelTaken } from '../messaging.errors.js';

/** Path under PUBLIC_URL at which Telegram delivers a channel's updates. */
export function telegramWebhookPath(channelId: Id<'chn'>): string {
  return `/messaging/telegram/webhook/${channelId}`;
}

@Injectable()
export class TelegramLinkService {
  constructor(
    private readonly telegram: TelegramClient,
    private readonly channels: ChannelsRepository,
    private readonly channelsService: ChannelsService,
    private readonly health: ChannelHealthService,
    private readonly config: AppConfig,
  ) {}

  /**
   * Checks the token with Telegram and connects the bot.
   *
   * @throws AppError `messaging.telegram_token_refused` (invalid), `messaging.channel_taken` (invalid), or Telegram's
   *   own unavailability
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
    const transport = this.config.publicUrl ? 'webhook' : 'polling';
    const saved = await this.channels.save({
      id,
      ...seller,
      platform: 'telegram',
      platformId: bot.id,
      displayName: `@${bot.username}`,
      purpose: 'bot',
      status: 'connected',
      secrets: this.channelsService.seal(id, { botToken, webhookSecret }),
      config: { transport },
    });
    await this.direct(id, botToken, webhookSecret);
    await this.health.announce(saved, 'connected');
    return visible(saved);
  }

  /** Tells Telegram to stop, as far as it still listens. */
  async unlink(sellerId: Id<'sel'>, id: Id<'chn'>): Promise<void> {
    const channel = await this.channelsService.disconnect(sellerId, id);
    const token = channel?.secrets['botToken'];
    if (token && channel.platform === 'telegram') {
      await this.telegram.deleteWebhook(token).catch(() => undefined);
    }
  }

  private async direct(id: Id<'chn'>, botToken: string, secret: string): Promise<void> {
    if (this.config.publicUrl) {
      await this.telegram.setWebhook(
        botToken,
        `${this.config.publicUrl}${telegramWebhookPath(id)}`,
        secret,
      );
    } else {
      await this.telegram.deleteWebhook(botToken);
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
