import { Body, Controller, Headers, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { TurnNudgerService } from '#features/agents';
import { type OpenChannel, PlatformBotService, TelegramInboundService } from '#features/messaging';
import { AppError } from '#platform/errors';
import { Public } from '../access/public.decorator.js';
import { FailedAttempts } from '../limits/failed-attempts.service.js';
import { isTelegramAddress } from './telegram-addresses.js';

/**
 * Where Telegram posts updates. 200 only after the message is committed: Telegram delivers everything else again.
 */
@ApiExcludeController()
@Controller('messaging/telegram/webhook')
export class TelegramWebhookController {
  constructor(
    private readonly inbound: TelegramInboundService,
    private readonly platformBot: PlatformBotService,
    private readonly nudger: TurnNudgerService,
    private readonly attempts: FailedAttempts,
  ) {}

  /** For the platform's own bot. */
  @Public()
  @Post('platform-bot')
  @HttpCode(200)
  async receiveForPlatform(
    @Headers('x-telegram-bot-api-secret-token') secret: string | undefined,
    @Body() update: unknown,
  ): Promise<{ ok: true }> {
    if (!this.platformBot.isGenuine(secret ?? '')) throw badSecret();
    await this.platformBot.acceptRaw(update);
    return { ok: true };
  }

  @Public()
  @Post(':channelId')
  @HttpCode(200)
  async receive(
    @Req() request: FastifyRequest,
    @Param('channelId') channelId: string,
    @Headers('x-telegram-bot-api-secret-token') secret: string | undefined,
    @Body() update: unknown,
  ): Promise<{ ok: true }> {
    const channel = await this.channelOf(request, channelId, secret ?? '');
    const accepted = await this.inbound.acceptRaw(channel, update);
    if (accepted && !accepted.duplicate) this.nudger.onAccepted(accepted);
    return { ok: true };
  }

  /** Telegram's own addresses deliver for all bots: anybody's bot could use up their window, so they have none. */
  private async channelOf(
    request: FastifyRequest,
    channelId: string,
    secret: string,
  ): Promise<OpenChannel> {
    const authenticate = async (): Promise<OpenChannel> => {
      const channel = await this.inbound.authenticate(channelId, secret);
      if (!channel) throw badSecret();
      return channel;
    };
    if (isTelegramAddress(request.ip)) return authenticate();
    const caller = { endpoint: 'telegram', address: request.ip, credential: channelId } as const;
    return this.attempts.watch(caller, authenticate);
  }
}

function badSecret(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'messaging.bad_secret',
    message: 'The secret token does not fit this channel.',
  });
}
