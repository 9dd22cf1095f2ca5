import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type AdminIdentity, AdminsService } from '#features/auth';
import { DoneDto } from '../auth/auth.dto.js';
import { originOf } from '../auth/origin.js';
import { OwnPagesOnly } from '../access/own-pages.guard.js';
import { Public } from '../access/public.decorator.js';
import { KnownSignIns } from '../limits/known-sign-ins.service.js';
import { AuthRateLimit } from '../limits/rate-limit.decorator.js';
import { AdminLoginDto, AdminMeDto, AdminSignedInDto } from './admin.dto.js';
import { AdminCookie } from './admin-cookie.js';
import { AdminDoor } from './admin-door.service.js';
import { AdminsOnly, CurrentAdmin } from './admin.guard.js';

/** Signing in to the house itself. The session lives in a cookie of its own, for /admin only. */
@ApiTags('Administration')
@Controller('admin')
export class AdminSessionController {
  constructor(
    private readonly admins: AdminsService,
    private readonly cookie: AdminCookie,
    private readonly known: KnownSignIns,
    private readonly door: AdminDoor,
  ) {}

  /**
   * Signs in with password and code. At the very first sign-in the password alone is answered 401 `totp_setup_required`
   * with what the authenticator app needs in `details`; send its code as `totp` then.
   */
  @Public()
  @OwnPagesOnly()
  @AuthRateLimit()
  @Post('login')
  @HttpCode(200)
  async login(
    @Body() body: AdminLoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AdminSignedInDto> {
    const { token, email, recoveryCodes } = await this.admins.login(body, originOf(request));
    await this.known.remember(request.ip, email);
    await this.door.remember(request, token);
    this.cookie.set(reply, token);
    return { email, recoveryCodes };
  }

  /** Ends the session. */
  @AdminsOnly()
  @Post('logout')
  @HttpCode(200)
  async logout(
    @CurrentAdmin() admin: AdminIdentity,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DoneDto> {
    await this.admins.logout(admin, originOf(request));
    this.cookie.clear(reply);
    return { success: true };
  }

  /** Who is signed in. */
  @AdminsOnly()
  @Get('me')
  me(@CurrentAdmin() admin: AdminIdentity): AdminMeDto {
    return { admin: { id: admin.adminId, email: admin.email } };
  }
}
