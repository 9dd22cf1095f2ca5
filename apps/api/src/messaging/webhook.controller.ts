import { Body, Controller, Headers, HttpCode, Post, Req } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { TurnNudgerService } from '#features/agents';
import { type SignedMessage, WebhookInboundService } from '#features/messaging';
import { QueuedDto } from '../agents/agents.dto.js';
import { Public } from '../access/public.decorator.js';
import { FailedAttempts } from '../limits/failed-attempts.service.js';
import { WebhookMessageDto } from './messaging.dto.js';
import { parseWebhookId } from './webhook-id.js';

/** Messages that a gateway brings, signed. */
@ApiTags('Messaging')
@Controller('messaging/webhook')
export class WebhookController {
  constructor(
    private readonly inbound: WebhookInboundService,
    private readonly nudger: TurnNudgerService,
    private readonly attempts: FailedAttempts,
  ) {}

  /** Takes a buyer's message. 401 when the signature is bad or stale; a known webhook-id is 200 and nothing new. */
  @Public()
  @Post()
  @HttpCode(200)
  @ApiHeader({ name: 'webhook-id', required: true })
  @ApiHeader({ name: 'webhook-timestamp', required: true })
  @ApiHeader({ name: 'webhook-signature', required: true })
  async receive(
    @Req() request: FastifyRequest,
    @Headers() headers: Record<string, string | undefined>,
    @Body() body: WebhookMessageDto,
  ): Promise<QueuedDto> {
    const message: SignedMessage = {
      rawBody: request.rawBody ?? Buffer.alloc(0),
      headers: {
        id: parseWebhookId(headers['webhook-id']),
        timestamp: headers['webhook-timestamp'] ?? '',
        signature: headers['webhook-signature'] ?? '',
      },
      platform: body.platform,
      platformId: body.platformId,
      message: body.message,
      sender: { id: body.sender.id, name: body.sender.name ?? '' },
    };
    const accepted = await this.attempts.watch(
      { endpoint: 'webhook', address: request.ip, credential: body.platformId },
      () => this.inbound.accept(message),
    );
    if (!accepted.duplicate) this.nudger.onAccepted(accepted);
    return { queued: true, inboxId: accepted.inboxId };
  }
}
