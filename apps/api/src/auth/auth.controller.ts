import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  AccountsService,
  EmailVerification,
  type SellerIdentity,
  SessionsService,
} from '#features/auth';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { OwnPagesOnly } from '../access/own-pages.guard.js';
import { Public } from '../access/public.decorator.js';
import { KnownSignIns } from '../limits/known-sign-ins.service.js';
import { AuthRateLimit } from '../limits/rate-limit.decorator.js';
import { SessionCookie } from '../access/session-cookie.js';
import { DoneDto, LoginDto, MeDto, RegisterDto, SignedInDto } from './auth.dto.js';
import { originOf } from './origin.js';
import { presentSeller, presentSignedIn } from './present-seller.js';

/** Accounts and sessions. */
@ApiTags('Authentication')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: SessionsService,
    private readonly verification: EmailVerification,
    private readonly cookie: SessionCookie,
    private readonly known: KnownSignIns,
  ) {}

  /** Makes an account, signs in and mails a link that proves the address. 400 `auth.email_taken` when the address has one. */
  @Public()
  @OwnPagesOnly()
  @AuthRateLimit()
  @Post('register')
  @HttpCode(200)
  async register(
    @Body() body: RegisterDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    const signedIn = await this.accounts.register(body, originOf(request));
    await this.verification.begin(signedIn.seller);
    await this.known.remember(request.ip, signedIn.seller.email);
    this.cookie.set(reply, signedIn.token);
    return presentSignedIn(signedIn);
  }

  /** Signs in. 401 `auth.invalid_credentials`, `totp_required`, `auth.invalid_totp`; 403 `auth.suspended`. */
  @Public()
  @OwnPagesOnly()
  @AuthRateLimit()
  @Post('login')
  @HttpCode(200)
  async login(
    @Body() body: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignedInDto> {
    const signedIn = await this.accounts.login(body, originOf(request));
    await this.known.remember(request.ip, signedIn.seller.email);
    this.cookie.set(reply, signedIn.token);
    return presentSignedIn(signedIn);
  }

  /** The signed-in seller. */
  @Get('me')
  async me(@CurrentSeller() seller: SellerIdentity): Promise<MeDto> {
    return { seller: presentSeller(await this.accounts.profile(seller.sellerId)) };
  }

  /** Ends the session of the token; open streams close within five seconds. */
  @Post('logout')
  @HttpCode(200)
  async logout(
    @CurrentSeller() seller: SellerIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DoneDto> {
    await this.sessions.end(seller.sellerId, seller.sessionId);
    this.cookie.clear(reply);
    return { success: true };
  }
}
