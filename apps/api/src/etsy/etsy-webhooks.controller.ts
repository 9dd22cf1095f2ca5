import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { OrderEventsService } from '#features/etsy';
import { SuccessDto } from '../agents/agents.dto.js';
import { Public } from '../access/public.decorator.js';

/** Order events that Etsy sends. */
@ApiTags('Etsy')
@Controller('etsy/webhooks')
export class EtsyWebhooksController {
  constructor(private readonly orders: OrderEventsService) {}

  /** Takes a signed order event; a known webhook-id changes nothing. 401 when the signature is bad or stale. */
  @Public()
  @Post()
  @HttpCode(200)
  @ApiBody({ description: "Etsy's event.", schema: { type: 'object' } })
  @ApiHeader({ name: 'webhook-id', required: true })
  @ApiHeader({ name: 'webhook-timestamp', required: true })
  @ApiHeader({ name: 'webhook-signature', required: true })
  async receive(@Req() request: FastifyRequest): Promise<SuccessDto> {
    await this.orders.accept(request.headers, request.rawBody?.toString('utf8') ?? '');
    return { success: true };
  }
}
