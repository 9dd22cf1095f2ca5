import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SellerIdentity } from '#features/auth';
import { ChannelsService } from '#features/messaging';
import { AnswersWith } from '../openapi/answers-with.decorator.js';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { EventStreams } from '../streams/event-streams.service.js';
import { ChannelStream } from './channel-stream.service.js';

/** Watching one channel. */
@ApiTags('Messaging')
@Controller('messaging')
export class ChannelStreamController {
  constructor(
    private readonly channels: ChannelsService,
    private readonly streams: EventStreams,
    private readonly reader: ChannelStream,
  ) {}

  /** How the channel is, as it changes: events `channel` with the body of WhatsApp's GET …/qr, on every platform. */
  @Get('channels/:id/stream')
  @AnswersWith('text/event-stream')
  async stream(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.channels.view(seller.sellerId, id);
    this.reader.follow(this.streams.start(request, reply), seller.sellerId, id);
  }
}
