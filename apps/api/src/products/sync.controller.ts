import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SellerIdentity } from '#features/auth';
import { isOpen, syncFailed, SyncRequestsService } from '#features/etsy';
import { AnswersWith } from '../openapi/answers-with.decorator.js';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { EventStreams } from '../streams/event-streams.service.js';
import { SyncAnswerDto } from './products.dto.js';
import { SyncProgress } from './sync-progress.service.js';
import { SyncStateDto } from './sync.dto.js';

/** A caller of POST /products/sync waits so long at most; most shops are done by then. */
const SYNC_PATIENCE_MS = 20_000;

/** Bringing the catalogue up to date. */
@ApiTags('Products')
@Controller('products/sync')
export class SyncController {
  constructor(
    private readonly syncs: SyncRequestsService,
    private readonly progress: SyncProgress,
    private readonly streams: EventStreams,
  ) {}

  /** Brings the catalogue up to date. 400 `etsy.not_connected`, 409 `etsy.needs_reconnect`, 502 `etsy.sync_failed`. */
  @Post()
  @HttpCode(200)
  async sync(@CurrentSeller() seller: SellerIdentity): Promise<SyncAnswerDto> {
    const requested = await this.syncs.request(seller.sellerId, 'manual');
    const run = await this.syncs.waitForEnd(requested, SYNC_PATIENCE_MS);
    if (isOpen(run)) {
      return { success: true, synced: run.seenCount, sync: { id: run.id, status: 'running' } };
    }
    if (run.status === 'completed') return { success: true, synced: run.seenCount };
    throw syncFailed(run.error);
  }

  /** The latest sync: how far it is, what it waits for. */
  @Get()
  async state(@CurrentSeller() seller: SellerIdentity): Promise<SyncStateDto> {
    return this.progress.of(seller.sellerId);
  }

  /** The same as server-sent events, `sync` each time it changes. They have no ids: the newest is all there is to know. */
  @Get('stream')
  @AnswersWith('text/event-stream')
  stream(
    @CurrentSeller() seller: SellerIdentity,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    this.progress.follow(this.streams.start(request, reply), seller.sellerId);
  }
}
