import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { SellerIdentity } from '#features/auth';
import { InboxMediaRepository } from '#features/messaging';
import { AppError } from '#platform/errors';
import { AnswersWith } from '../openapi/answers-with.decorator.js';
import { CurrentSeller } from '../access/current-seller.decorator.js';

/** Pictures and recordings that buyers sent. */
@ApiTags('Conversations')
@Controller('media')
export class MediaController {
  constructor(private readonly media: InboxMediaRepository) {}

  /** The file, as long as it is kept (30 days). 404 `messaging.media_not_found`. */
  @Get(':id')
  @AnswersWith('image/*', 'audio/*')
  async get(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Param('id') id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.media.find(sellerId, id);
    if (!found) {
      throw new AppError({
        kind: 'not_found',
        code: 'messaging.media_not_found',
        message: 'There is no such file, or it has been deleted. Files are kept for 30 days.',
      });
    }
    // What a stranger sent is never run as a page of ours.
    await reply
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('content-disposition', 'inline')
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, max-age=3600')
      .type(found.mimeType)
      .send(found.content);
  }
}
