import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RunHistoryRepository } from '#features/agents';
import type { SellerIdentity } from '#features/auth';
import { ConversationListRepository, conversationNotFound } from '#features/messaging';
import type { Id } from '#platform/ids';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { pageOf } from '../http/page-of.js';
import {
  ConversationAnswerDto,
  ConversationsDto,
  ConversationsQueryDto,
  MessagesDto,
  PageQueryDto,
  RunsDto,
} from './conversations.dto.js';
import { presentConversation, presentMessage } from './present-conversation.js';

/** What buyers and the agent have said. */
@ApiTags('Conversations')
@Controller('conversations')
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationListRepository,
    private readonly runHistory: RunHistoryRepository,
  ) {}

  /** All conversations, newest first. */
  @Get()
  async list(
    @CurrentSeller() seller: SellerIdentity,
    @Query() query: ConversationsQueryDto,
  ): Promise<ConversationsDto> {
    const { conversations: read, total } = await this.conversations.list(seller.sellerId, {
      limit: query.limit + 1,
      before: query.before ?? null,
      state: query.state ?? null,
      search: query.search ?? null,
      ...(query.kind && { kind: query.kind }),
    });
    const { page, next } = pageOf(read, query.limit, byCursor);
    return { conversations: page.map(presentConversation), next, total };
  }

  /** One conversation. 404 `messaging.conversation_not_found`. */
  @Get(':id')
  async get(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
  ): Promise<ConversationAnswerDto> {
    const found = await this.conversations.find(seller.sellerId, id);
    if (!found) throw conversationNotFound();
    return { conversation: presentConversation(found) };
  }

  /** Its messages both ways, newest first. */
  @Get(':id/messages')
  async messages(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
    @Query() query: PageQueryDto,
  ): Promise<MessagesDto> {
    await this.mustExist(seller.sellerId, id);
    const asked = { limit: query.limit + 1, before: query.before ?? null };
    const read = await this.conversations.listMessages(seller.sellerId, id, asked);
    const { page, next } = pageOf(read, query.limit, byCursor);
    return { messages: page.map(presentMessage), next };
  }

  /** What the agent did for it, with tools, time and cost. */
  @Get(':id/runs')
  async runs(@CurrentSeller() seller: SellerIdentity, @Param('id') id: string): Promise<RunsDto> {
    await this.mustExist(seller.sellerId, id);
    return { runs: await this.runHistory.list(seller.sellerId, id) };
  }

  private async mustExist(sellerId: Id<'sel'>, id: string): Promise<void> {
    if (!(await this.conversations.find(sellerId, id))) throw conversationNotFound();
  }
}

function byCursor(row: { cursor: string }): string {
  return row.cursor;
}
