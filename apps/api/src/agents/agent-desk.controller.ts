import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AgentsService,
  BudgetsService,
  CustomRequestsRepository,
  TestChatService,
  TurnNudgerService,
} from '#features/agents';
import type { SellerIdentity } from '#features/auth';
import { AppError } from '#platform/errors';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import {
  ChangeCustomRequestDto,
  CustomRequestsDto,
  CustomRequestsQueryDto,
  TestMessageDto,
  TestQueuedDto,
  UsageDto,
} from './agent-desk.dto.js';
import { SuccessDto } from './agents.dto.js';
import { byId, pageOf } from '../http/page-of.js';

/** Costs, test chat, custom requests. */
@ApiTags('Agents')
@Controller('agents/me')
export class AgentDeskController {
  constructor(
    private readonly agents: AgentsService,
    private readonly budgets: BudgetsService,
    private readonly tests: TestChatService,
    private readonly nudger: TurnNudgerService,
    private readonly customRequests: CustomRequestsRepository,
  ) {}

  /** What the agent costs this month and today. */
  @Get('usage')
  async usage(@CurrentSeller() seller: SellerIdentity): Promise<UsageDto> {
    const agent = await this.agents.get(seller.sellerId);
    return this.budgets.report(seller.sellerId, agent.id);
  }

  /** Asks the agent as a buyer would; the answer comes as events and stands in the conversation. */
  @Post('test')
  @HttpCode(200)
  async test(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: TestMessageDto,
  ): Promise<TestQueuedDto> {
    const accepted = await this.tests.send(seller.sellerId, body.message);
    this.nudger.onAccepted(accepted);
    const { inboxId, conversationId } = accepted;
    return { queued: true, inboxId, conversationId };
  }

  /** Forgets the test chat: the next one begins as with a new buyer. */
  @Delete('test')
  async forgetTest(@CurrentSeller() seller: SellerIdentity): Promise<SuccessDto> {
    await this.tests.forget(seller.sellerId);
    return { success: true };
  }

  /** Wishes for something made to order, newest first. */
  @Get('custom-requests')
  async listCustomRequests(
    @CurrentSeller() seller: SellerIdentity,
    @Query() query: CustomRequestsQueryDto,
  ): Promise<CustomRequestsDto> {
    const { limit, before = null, status = null } = query;
    const read = await this.customRequests.list(seller.sellerId, {
      limit: limit + 1,
      before,
      status,
    });
    const { page: requests, next } = pageOf(read, limit, byId);
    return { requests, next };
  }

  /** Notes that a wish is done, or open again. */
  @Patch('custom-requests/:id')
  async changeCustomRequest(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
    @Body() body: ChangeCustomRequestDto,
  ): Promise<SuccessDto> {
    if (await this.customRequests.setStatus(seller.sellerId, id, body.status)) {
      return { success: true };
    }
    throw new AppError({
      kind: 'not_found',
      code: 'agents.custom_request_not_found',
      message: 'There is no such custom request.',
    });
  }
}
