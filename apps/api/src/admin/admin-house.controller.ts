import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type AdminIdentity, AuditLog } from '#features/auth';
import { originOf } from '../auth/origin.js';
import {
  AdminHealthDto,
  AdminQuotaDto,
  AuditEntriesDto,
  AuditQueryDto,
  DeadLettersDto,
  PageQueryDto,
  ReplayedDto,
} from './admin.dto.js';
import { AdminsOnly, CurrentAdmin } from './admin.guard.js';
import { DeadLetterReplay } from './dead-letter-replay.service.js';
import { HouseViewRepository } from './house-view.repository.js';
import { HouseView } from './house-view.service.js';
import { byId, pageOf } from '../http/page-of.js';

/** How the house is, what was given up, and who did what. */
@ApiTags('Administration')
@AdminsOnly()
@Controller('admin')
export class AdminHouseController {
  constructor(
    private readonly house: HouseView,
    private readonly view: HouseViewRepository,
    private readonly replays: DeadLetterReplay,
    private readonly audit: AuditLog,
  ) {}

  /** Channels, syncs, messages and queues. */
  @Get('health')
  async health(): Promise<AdminHealthDto> {
    return this.house.health();
  }

  /** What is left of the budget at Etsy. */
  @Get('quota')
  async quota(): Promise<AdminQuotaDto> {
    return this.house.quotas();
  }

  /** Messages that were given up, newest first, without their words. */
  @Get('dead-letters')
  async deadLetters(@Query() query: PageQueryDto): Promise<DeadLettersDto> {
    const { before = null, limit } = query;
    const read = await this.view.listDeadLettersAcrossSellers(before, limit + 1);
    const { page: deadLetters, next } = pageOf(read, limit, byId);
    return { deadLetters, next };
  }

  /** Puts one in line again. 404 `admin.dead_letter_not_found`. */
  @Post('dead-letters/:id/replay')
  @HttpCode(200)
  async replay(
    @CurrentAdmin() admin: AdminIdentity,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
  ): Promise<ReplayedDto> {
    const inboxId = await this.replays.replay(id);
    const facts = { targetId: id, details: { inboxId } };
    await this.audit.byAdmin(admin.adminId, 'dead_letter.replayed', originOf(request), facts);
    return { queued: true, inboxId };
  }

  /** Who did what, newest first. */
  @Get('audit')
  async auditLog(@Query() query: AuditQueryDto): Promise<AuditEntriesDto> {
    const { about = null, action = null, before = null, limit } = query;
    const asked = { about, action, before, limit: limit + 1 };
    const { page: entries, next } = pageOf(await this.audit.listAcrossSellers(asked), limit, byId);
    return { entries, next };
  }
}
