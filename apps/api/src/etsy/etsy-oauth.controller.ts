import { Controller, Delete, Get, HttpCode, Query, Req, Res } from '@nestjs/common';
import { ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SellerIdentity } from '#features/auth';
import {
  EtsyConnectionsRepository,
  EtsyConnectService,
  EtsyDisconnectService,
  etsyScopes,
} from '#features/etsy';
import { AppConfig } from '#platform/config';
import { SuccessDto } from '../agents/agents.dto.js';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { Public } from '../access/public.decorator.js';
import { AttemptCookie } from './attempt-cookie.js';
import { EtsyCallback } from './etsy-callback.service.js';
import { AuthorizeDto, ConnectionStateDto } from './etsy.dto.js';
import { presentConnection } from './present-connection.js';

/** Connecting a shop with Etsy's consent page. */
@ApiTags('Etsy')
@Controller('etsy/oauth')
export class EtsyOauthController {
  constructor(
    private readonly connect: EtsyConnectService,
    private readonly disconnects: EtsyDisconnectService,
    private readonly connections: EtsyConnectionsRepository,
    private readonly callbacks: EtsyCallback,
    private readonly attempts: AttemptCookie,
    private readonly config: AppConfig,
  ) {}

  /**
   * The address of Etsy's consent page for this seller; good for ten minutes, once, and only in the browser that asked:
   * the answer sets a cookie that the callback wants back. A client that asks with a bearer token hands the cookie on to
   * the browser it opens (from a page of another origin: `fetch` with `credentials: "include"`).
   */
  @Get('authorize')
  async authorize(
    @CurrentSeller() seller: SellerIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AuthorizeDto> {
    const { redirectUrl, state, browserKey } = await this.connect.start(seller.sellerId);
    this.attempts.set(reply, state, browserKey);
    return { redirectUrl };
  }

  /**
   * Where Etsy sends the browser back to; it goes on to the dashboard. Refused without the cookie of `authorize`. Single
   * parameters: Etsy may add others.
   */
  @Public()
  @Get('callback')
  @HttpCode(302)
  @ApiQuery({ name: 'state', required: false })
  @ApiQuery({ name: 'code', required: false })
  @ApiQuery({ name: 'error', required: false })
  async callback(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query('state') state: unknown,
    @Query('code') code: unknown,
    @Query('error') error: unknown,
  ): Promise<void> {
    const query = { state: textOf(state), code: textOf(code), error: textOf(error) };
    const elsewhere = this.attempts.elsewhere(request, query);
    const key = this.attempts.read(request, query.state ?? '');
    const answer = elsewhere ?? (await this.callbacks.answer(request, query, key));
    this.attempts.clear(request, reply, query.state);
    await reply.redirect(answer, 302);
  }

  /** Whether a shop is connected, and how it is. */
  @Get('connection')
  async connection(@CurrentSeller() seller: SellerIdentity): Promise<ConnectionStateDto> {
    const connection = await this.connections.findBySeller(seller.sellerId);
    return {
      connected: connection !== null,
      connection: connection && presentConnection(connection, etsyScopes(this.config.etsy)),
    };
  }

  /**
   * Deletes the tokens and Etsy's own answers, stops syncs, and takes every product off the catalogue; what is left of
   * those is shown to nobody. Remove the app in Etsy's settings too.
   */
  @Delete('connection')
  async disconnect(@CurrentSeller() seller: SellerIdentity): Promise<SuccessDto> {
    await this.disconnects.disconnect(seller.sellerId);
    return { success: true };
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
