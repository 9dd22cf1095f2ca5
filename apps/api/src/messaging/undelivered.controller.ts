import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TurnNudgerService } from '#features/agents';
import type { SellerIdentity } from '#features/auth';
import { UndeliveredRepository } from '#features/messaging';
import { AppError } from '#platform/errors';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { byId, pageOf } from '../http/page-of.js';
import { RetriedDto, UndeliveredPageDto, UndeliveredQueryDto } from './undelivered.dto.js';

/** Messages that did not get through, or perhaps not. */
@ApiTags('Messaging')
@Controller('messaging/undelivered')
export class UndeliveredController {
  constructor(
    private readonly undelivered: UndeliveredRepository,
    private readonly nudger: TurnNudgerService,
  ) {}

  /** Newest first. `unknown`: the platform may have it. Of one channel: also what is tried again by itself (`pending`). */
  @Get()
  async list(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Query() query: UndeliveredQueryDto,
  ): Promise<UndeliveredPageDto> {
    const asked = { limit: query.limit + 1, before: query.before ?? null };
    const read = await this.undelivered.listUnsettled(sellerId, asked, query.channelId ?? null);
    const { page: deliveries, next } = pageOf(read, query.limit, byId);
    return { deliveries, next };
  }

  /** Sends it again, now. An `unknown` one may then arrive twice. 404 when it is not in this list. */
  @Post(':id/retry')
  @HttpCode(200)
  async retry(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
  ): Promise<RetriedDto> {
    const conversationId = await this.undelivered.retry(sellerId, id);
    if (!conversationId) {
      throw new AppError({
        kind: 'not_found',
        code: 'messaging.delivery_not_found',
        message: 'There is no such undelivered message. List them with GET /messaging/undelivered.',
      });
    }
    this.nudger.onQueuedDelivery(conversationId);
    return { queued: true };
  }
}
