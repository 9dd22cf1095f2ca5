import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NotAnsweredService, TurnNudgerService } from '#features/agents';
import type { SellerIdentity } from '#features/auth';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { NotAnsweredDto } from './agent-desk.dto.js';
import { QueuedDto, SuccessDto } from './agents.dto.js';
import { byId, pageOf } from '../http/page-of.js';
import { PageQueryDto } from './paging.dto.js';

/** Messages of buyers that got no answer. */
@ApiTags('Agents')
@Controller('agents/me/not-answered')
export class NotAnsweredController {
  constructor(
    private readonly notAnswered: NotAnsweredService,
    private readonly nudger: TurnNudgerService,
  ) {}

  /** Newest first, with the reason of each. */
  @Get()
  async list(
    @CurrentSeller() seller: SellerIdentity,
    @Query() query: PageQueryDto,
  ): Promise<NotAnsweredDto> {
    const { limit, before = null } = query;
    const read = await this.notAnswered.list(seller.sellerId, { limit: limit + 1, before });
    const { page: messages, next } = pageOf(read, limit, byId);
    return { messages, next };
  }

  /**
   * Has it answered after all, also when its buyer wrote more than you allow. 404 once it is no longer on the list, 409
   * `messaging.conversation_blocked` while the buyer is blocked.
   */
  @Post(':id/replay')
  @HttpCode(200)
  async replay(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<QueuedDto> {
    const accepted = await this.notAnswered.replay(seller.sellerId, id);
    this.nudger.onAccepted(accepted);
    return { queued: true, inboxId: accepted.inboxId };
  }

  /** Takes it off the list. */
  @Post(':id/dismiss')
  @HttpCode(200)
  async dismiss(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<SuccessDto> {
    await this.notAnswered.dismiss(seller.sellerId, id);
    return { success: true };
  }
}
