import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AgentSettingsService, AgentsService } from '#features/agents';
import type { SellerIdentity } from '#features/auth';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { ChangeAgentDto, SoulDiffDto, SoulVersionsDto } from './agent-settings.dto.js';
import { AgentAnswerDto, SoulDto, SuccessDto } from './agents.dto.js';
import { byId, pageOf } from '../http/page-of.js';
import { PageQueryDto } from './paging.dto.js';
import { presentAgent } from './present-agent.js';

/** What the seller sets of the agent. */
@ApiTags('Agents')
@Controller('agents/me')
export class AgentSettingsController {
  constructor(
    private readonly agents: AgentsService,
    private readonly settings: AgentSettingsService,
  ) {}

  /** Changes name and settings; in force from the next answer on. 400 `agents.bad_config`. */
  @Patch()
  async change(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: ChangeAgentDto,
  ): Promise<AgentAnswerDto> {
    const agent = await this.settings.change(seller.sellerId, {
      name: body.name ?? null,
      config: body.config ?? {},
    });
    const session = await this.agents.sellerSession(agent.id);
    return { agent: presentAgent(agent, session) };
  }

  /** Changes what the agent is told; in force from the next answer on. */
  @Patch('soul')
  async changeSoul(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: SoulDto,
  ): Promise<SuccessDto> {
    await this.settings.changeSoul(seller.sellerId, body.soulInstructions);
    return { success: true };
  }

  /** Every version of what the agent was told, newest first. */
  @Get('soul/versions')
  async versions(
    @CurrentSeller() seller: SellerIdentity,
    @Query() query: PageQueryDto,
  ): Promise<SoulVersionsDto> {
    const { limit, before = null } = query;
    const read = await this.settings.listSoulVersions(seller.sellerId, {
      limit: limit + 1,
      before,
    });
    const { page: versions, next } = pageOf(read, limit, byId);
    return { versions, next };
  }

  /** What a version changed of the one before it, line by line. */
  @Get('soul/versions/:id/diff')
  async diff(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<SoulDiffDto> {
    return { lines: await this.settings.soulDiff(seller.sellerId, id) };
  }

  /** Makes an earlier version the newest. */
  @Post('soul/versions/:id/restore')
  @HttpCode(200)
  async restore(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<SuccessDto> {
    await this.settings.restoreSoul(seller.sellerId, id);
    return { success: true };
  }
}
