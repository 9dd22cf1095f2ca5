import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AgentsService } from '#features/agents';
import type { SellerIdentity } from '#features/auth';
import {
  type Channel,
  ChannelsService,
  NotifyLinkService,
  TelegramLinkService,
  WebhookLinkService,
  WhatsappLinkService,
} from '#features/messaging';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { SuccessDto } from '../agents/agents.dto.js';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { LinksChannel } from '../access/proven-address.guard.js';
import {
  ChangeWebhookDto,
  ChannelDto,
  ChannelsDto,
  ConnectTelegramDto,
  ConnectWebhookDto,
  SecretRotatedDto,
  TelegramConnectedDto,
  WebhookConnectedDto,
} from './messaging.dto.js';

/** Linked numbers, bots and webhooks. */
@ApiTags('Messaging')
@Controller('messaging')
export class ChannelsController {
  constructor(
    private readonly agents: AgentsService,
    private readonly channels: ChannelsService,
    private readonly telegram: TelegramLinkService,
    private readonly webhooks: WebhookLinkService,
    private readonly whatsapp: WhatsappLinkService,
    private readonly chats: NotifyLinkService,
  ) {}

  /** All channels, disconnected ones too. */
  @Get('channels')
  async list(@CurrentSeller() seller: SellerIdentity): Promise<ChannelsDto> {
    return { channels: (await this.channels.list(seller.sellerId)).map(presentChannel) };
  }

  /** Ends a channel; its conversations stay readable. */
  @Delete('channels/:id')
  async disconnect(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: Id<'chn'>,
  ): Promise<SuccessDto> {
    const channel = await this.channels.get(seller.sellerId, id);
    if (channel.platform === 'whatsapp') await this.whatsapp.unlink(seller.sellerId, id);
    else await this.telegram.unlink(seller.sellerId, id);
    return { success: true };
  }

  /**
   * Links your own bot by its token, or your own chat with the platform's bot by its id: that one is `pending` until the
   * chat has sent the code. 400 `messaging.telegram_token_refused`, `messaging.channel_taken`,
   * `messaging.no_platform_bot`.
   */
  @LinksChannel('telegram')
  @Post('telegram/connect')
  @HttpCode(200)
  async connectTelegram(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: ConnectTelegramDto,
  ): Promise<TelegramConnectedDto> {
    const agent = await this.agents.get(seller.sellerId);
    const whose = { sellerId: seller.sellerId, agentId: agent.id };
    if (body.botToken) {
      const channel = await this.telegram.linkBot(whose, body.botToken);
      return { success: true, status: channel.status, channelId: channel.id };
    }
    if (!body.chatId) throw needsEither();
    const { channel, code, bot } = await this.chats.link(whose, body.chatId);
    return { success: true, status: channel.status, channelId: channel.id, code, bot };
  }

  /** Makes a webhook channel and shows its secret once. */
  @LinksChannel('webhook')
  @Post('webhook/connect')
  @HttpCode(200)
  async connectWebhook(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: ConnectWebhookDto,
  ): Promise<WebhookConnectedDto> {
    const agent = await this.agents.get(seller.sellerId);
    const { channel, secret } = await this.webhooks.link(
      { sellerId: seller.sellerId, agentId: agent.id },
      { name: body.name ?? 'Webhook', answerUrl: body.answerUrl ?? null },
    );
    return {
      channelId: channel.id,
      platformId: channel.platformId,
      status: channel.status,
      secret,
    };
  }

  /** Another name or address for answers. 400 `messaging.address_not_public`. */
  @Patch('webhook/:id')
  async changeWebhook(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
    @Body() body: ChangeWebhookDto,
  ): Promise<ChannelDto> {
    const { name = null, answerUrl } = body;
    return presentChannel(
      await this.webhooks.change(seller.sellerId, id, {
        name,
        ...(answerUrl === undefined ? {} : { answerUrl }),
      }),
    );
  }

  /** A new signing secret; the old one is good for a day more. */
  @Post('webhook/:id/rotate-secret')
  @HttpCode(200)
  async rotateSecret(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<SecretRotatedDto> {
    return this.webhooks.rotateSecret(seller.sellerId, id);
  }
}

function presentChannel(channel: Channel): ChannelDto {
  return { ...channel };
}

function needsEither(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'messaging.bot_or_chat',
    message: 'Send {"botToken"} to link your own bot, or {"chatId"} to link your chat with ours.',
  });
}
