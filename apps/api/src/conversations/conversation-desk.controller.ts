import { Body, Controller, Headers, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { SellerIdentity } from '#features/auth';
import {
  ConversationDeskService,
  ConversationListRepository,
  conversationNotFound,
} from '#features/messaging';
import type { Id } from '#platform/ids';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { parseIdempotencyKey } from '../http/idempotency-key.js';
import {
  ConversationAnswerDto,
  HandBackDto,
  NoteDto,
  ReplyDto,
  TakeOverDto,
} from './conversations.dto.js';
import { presentConversation } from './present-conversation.js';

/** What a seller does with a conversation. */
@ApiTags('Conversations')
@Controller('conversations/:id')
export class ConversationDeskController {
  constructor(
    private readonly desk: ConversationDeskService,
    private readonly conversations: ConversationListRepository,
  ) {}

  /** The agent falls silent at once; an answer that is being written is dropped. */
  @Post('take-over')
  @HttpCode(200)
  async takeOver(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
    @Body() body: TakeOverDto,
  ): Promise<ConversationAnswerDto> {
    await this.desk.takeOver(sellerId, id, body.minutes ?? null);
    return this.answer(sellerId, id);
  }

  /** The agent goes on, knowing the note and what was said meanwhile. */
  @Post('hand-back')
  @HttpCode(200)
  async handBack(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
    @Body() body: HandBackDto,
  ): Promise<ConversationAnswerDto> {
    await this.desk.handBack(sellerId, id, body.note ?? null);
    return this.answer(sellerId, id);
  }

  /** Sends your own words and takes the conversation over. The same Idempotency-Key is the same message. */
  @Post('reply')
  @HttpCode(200)
  @ApiHeader({ name: 'Idempotency-Key', required: false })
  async reply(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
    @Body() body: ReplyDto,
    @Headers('Idempotency-Key') key?: string,
  ): Promise<ConversationAnswerDto> {
    const idempotencyKey = parseIdempotencyKey(key);
    await this.desk.reply(sellerId, id, { text: body.text, idempotencyKey });
    return this.answer(sellerId, id);
  }

  /** Puts it aside; the buyer's next message opens it again. */
  @Post('close')
  @HttpCode(200)
  async close(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
  ): Promise<ConversationAnswerDto> {
    await this.desk.close(sellerId, id);
    return this.answer(sellerId, id);
  }

  /** Opens a closed conversation. */
  @Post('reopen')
  @HttpCode(200)
  async reopen(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
  ): Promise<ConversationAnswerDto> {
    await this.desk.reopen(sellerId, id);
    return this.answer(sellerId, id);
  }

  /** Nothing this buyer writes is answered any more. */
  @Post('block')
  @HttpCode(200)
  async block(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
  ): Promise<ConversationAnswerDto> {
    await this.desk.block(sellerId, id);
    return this.answer(sellerId, id);
  }

  /** The next message is answered again. */
  @Post('unblock')
  @HttpCode(200)
  async unblock(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
  ): Promise<ConversationAnswerDto> {
    await this.desk.unblock(sellerId, id);
    return this.answer(sellerId, id);
  }

  /** You have seen everything. */
  @Post('read')
  @HttpCode(200)
  async read(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
  ): Promise<ConversationAnswerDto> {
    await this.desk.markRead(sellerId, id);
    return this.answer(sellerId, id);
  }

  /** A note for yourself; nobody else sees it. */
  @Put('note')
  async note(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
    @Body() body: NoteDto,
  ): Promise<ConversationAnswerDto> {
    await this.desk.setNote(sellerId, id, body.text);
    return this.answer(sellerId, id);
  }

  private async answer(sellerId: Id<'sel'>, id: string): Promise<ConversationAnswerDto> {
    const found = await this.conversations.find(sellerId, id);
    if (!found) throw conversationNotFound();
    return { conversation: presentConversation(found) };
  }
}
