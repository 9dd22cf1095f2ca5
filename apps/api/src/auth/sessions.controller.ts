import { Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  AuditLog,
  type ListedSession,
  type SellerIdentity,
  sessionNotFound,
  SessionsService,
} from '#features/auth';
import type { Id } from '#platform/ids';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { type SessionDto, SessionsDto, SignedOutDto } from './account.dto.js';
import { DoneDto } from './auth.dto.js';
import { originOf } from './origin.js';

/** Where the seller is signed in. */
@ApiTags('Account')
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  /** The sessions that stand, last used first. */
  @Get()
  async list(@CurrentSeller() seller: SellerIdentity): Promise<SessionsDto> {
    const sessions = await this.sessions.list(seller.sellerId);
    return { sessions: sessions.map((session) => presentSession(session, seller.sessionId)) };
  }

  /** Ends one of them; its open streams close within five seconds. */
  @Delete(':id')
  async end(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: Id<'ses'>,
    @Req() request: FastifyRequest,
  ): Promise<DoneDto> {
    if (!(await this.sessions.end(seller.sellerId, id))) throw sessionNotFound();
    const facts = { targetId: id };
    const { sellerId } = seller;
    await this.audit.bySeller(null, sellerId, 'session.ended', originOf(request), facts);
    return { success: true };
  }

  /** Ends all but the one that asks. */
  @Post('sign-out-others')
  @HttpCode(200)
  async endOthers(
    @CurrentSeller() { sellerId, sessionId }: SellerIdentity,
    @Req() request: FastifyRequest,
  ): Promise<SignedOutDto> {
    const ended = await this.sessions.endOthers(sellerId, sessionId);
    const facts = { details: { ended } };
    const origin = originOf(request);
    await this.audit.bySeller(null, sellerId, 'session.others_ended', origin, facts);
    return { success: true, ended };
  }
}

function presentSession(session: ListedSession, current: Id<'ses'>): SessionDto {
  const { id, userAgent, ipAddress, createdAt, lastSeenAt } = session;
  return { id, userAgent, ipAddress, createdAt, lastSeenAt, current: id === current };
}
