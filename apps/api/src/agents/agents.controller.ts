import { Body, Controller, Get, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import {
  AgentsService,
  NotAnsweredService,
  SellerChatService,
  TurnNudgerService,
} from '#features/agents';
import type { SellerIdentity } from '#features/auth';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { parseIdempotencyKey } from '../http/idempotency-key.js';
import {
  AgentAnswerDto,
  AgentStatusDto,
  ProvisionedDto,
  QueuedDto,
  SendMessageDto,
} from './agents.dto.js';
import { ResumeDto } from './agent-settings.dto.js';
import { presentAgent, presentProvisioned } from './present-agent.js';

/** The seller's agent. */
@ApiTags('Agents')
@Controller('agents')
export class AgentsController {
  constructor(
    private readonly agents: AgentsService,
    private readonly chat: SellerChatService,
    private readonly nudger: TurnNudgerService,
    private readonly notAnswered: NotAnsweredService,
  ) {}

  /** Makes the agent and its workspace. 400 `agents.already_exists`, `agents.no_etsy_connection`. */
  @Post('provision')
  @HttpCode(200)
  async provision(@CurrentSeller() seller: SellerIdentity): Promise<ProvisionedDto> {
    return { agent: presentProvisioned(await this.agents.provision(seller.sellerId)) };
  }

  /** The agent. 404 `agents.not_provisioned`. */
  @Get('me')
  async me(@CurrentSeller() seller: SellerIdentity): Promise<AgentAnswerDto> {
    const agent = await this.agents.get(seller.sellerId);
    return { agent: presentAgent(agent, await this.agents.sellerSession(agent.id)) };
  }

  /** Says something to the agent; the answer comes as events. The same Idempotency-Key is the same message. */
  @Post('me/send')
  @HttpCode(200)
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Up to 200 visible ASCII characters.',
  })
  async send(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: SendMessageDto,
    @Headers('Idempotency-Key') key?: string,
  ): Promise<QueuedDto> {
    const accepted = await this.chat.send(seller.sellerId, {
      text: body.message,
      source: body.source ?? 'dashboard',
      idempotencyKey: parseIdempotencyKey(key),
      senderName: '',
    });
    if (!accepted.duplicate) this.nudger.onAccepted(accepted);
    return { queued: true, inboxId: accepted.inboxId };
  }

  /** Stops answering; messages wait. */
  @Post('me/pause')
  @HttpCode(200)
  async pause(@CurrentSeller() seller: SellerIdentity): Promise<AgentStatusDto> {
    const { status } = await this.agents.pause(seller.sellerId);
    return { success: true, status };
  }

  /** Goes on answering: what waited first, or with `expire` only what comes from now on. */
  @Post('me/resume')
  @HttpCode(200)
  async resume(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: ResumeDto,
  ): Promise<AgentStatusDto> {
    if (body?.waiting === 'expire') await this.notAnswered.expireWaiting(seller.sellerId);
    const { status } = await this.agents.resume(seller.sellerId);
    return { success: true, status };
  }
}
