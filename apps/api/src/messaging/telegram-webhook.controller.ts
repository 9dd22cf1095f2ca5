import { Body, Controller, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { TurnNudgerService } from '#features/agents';
import { PlatformBotService, TelegramInboundService } from '#features/messaging';
import { AppError } from '#platform/errors';
import { Public } from '../http/public.decorator.js';

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
    @Param('channelId') channelId: string,
    @Headers('x-telegram-bot-api-secret-token') secret: string | undefined,
    @Body() update: unknown,
  ): Promise<{ ok: true }> {
    const channel = await this.inbound.authenticate(channelId, secret ?? '');
    if (!channel) throw badSecret();
    const accepted = await this.inbound.acceptRaw(channel, update);
    if (accepted && !accepted.duplicate) this.nudger.onAccepted(accepted);
    return { ok: true };
  }
}

function badSecret(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'messaging.bad_secret',
    message: 'The secret token does not fit this channel.',
  });
}
