import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { KnowledgeService } from '#features/agents';
import type { SellerIdentity } from '#features/auth';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import {
  ChangeKnowledgeDto,
  KnowledgeDto,
  KnowledgeEntryAnswerDto,
  KnowledgeSuggestionsDto,
  NewKnowledgeDto,
} from './agent-desk.dto.js';
import { SuccessDto } from './agents.dto.js';
import { byId, pageOf } from '../http/page-of.js';
import { PageQueryDto } from './paging.dto.js';

const SUGGESTIONS = 50;

/** What the seller teaches the agent: questions with answers. */
@ApiTags('Agents')
@Controller('agents/me/knowledge')
export class KnowledgeController {
  constructor(private readonly knowledge: KnowledgeService) {}

  /** All entries, newest first. */
  @Get()
  async list(
    @CurrentSeller() seller: SellerIdentity,
    @Query() query: PageQueryDto,
  ): Promise<KnowledgeDto> {
    const { limit, before = null } = query;
    const asked = { limit: limit + 1, before };
    const { entries: read, total } = await this.knowledge.list(seller.sellerId, asked);
    const { page: entries, next } = pageOf(read, limit, byId);
    return { entries, total, next };
  }

  /** Questions of the last 30 days that the agent could not answer by itself. */
  @Get('suggestions')
  async suggestions(@CurrentSeller() seller: SellerIdentity): Promise<KnowledgeSuggestionsDto> {
    return { suggestions: await this.knowledge.suggestions(seller.sellerId, SUGGESTIONS) };
  }

  /** Takes a question off the suggestions. 404 `knowledge.suggestion_not_found`. */
  @Post('suggestions/:id/dismiss')
  @HttpCode(200)
  async dismissSuggestion(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<SuccessDto> {
    await this.knowledge.dismissSuggestion(seller.sellerId, id);
    return { success: true };
  }

  /** Adds an entry; the agent knows it from its next answer on. 409 `knowledge.too_many`. */
  @Post()
  @HttpCode(200)
  async add(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: NewKnowledgeDto,
  ): Promise<KnowledgeEntryAnswerDto> {
    const { question, answer, suggestionId = null } = body;
    return { entry: await this.knowledge.add(seller.sellerId, { question, answer, suggestionId }) };
  }

  @Patch(':id')
  async change(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
    @Body() body: ChangeKnowledgeDto,
  ): Promise<KnowledgeEntryAnswerDto> {
    const { question = null, answer = null } = body;
    return { entry: await this.knowledge.change(seller.sellerId, id, { question, answer }) };
  }

  @Delete(':id')
  async remove(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<SuccessDto> {
    await this.knowledge.remove(seller.sellerId, id);
    return { success: true };
  }
}
