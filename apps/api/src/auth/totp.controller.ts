import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type SellerIdentity, TwoFactorService } from '#features/auth';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { AuthRateLimit } from '../limits/rate-limit.decorator.js';
import { DisableTotpDto, RecoveryCodesDto, TotpCodeDto, TotpStartedDto } from './account.dto.js';
import { DoneDto } from './auth.dto.js';
import { originOf } from './origin.js';

/** Two-factor sign-in with an authenticator app. */
@ApiTags('Account')
@Controller('auth/totp')
export class TotpController {
  constructor(private readonly twoFactor: TwoFactorService) {}

  /** What the authenticator app needs; nothing is asked for before the first code is confirmed. */
  @AuthRateLimit()
  @Post('start')
  @HttpCode(200)
  async start(@CurrentSeller() seller: SellerIdentity): Promise<TotpStartedDto> {
    return this.twoFactor.start(seller);
  }

  /** Turns it on with the app's first code. 401 `auth.invalid_totp`. */
  @AuthRateLimit()
  @Post('confirm')
  @HttpCode(200)
  async confirm(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: TotpCodeDto,
    @Req() request: FastifyRequest,
  ): Promise<RecoveryCodesDto> {
    const code = body.code.replace(/\s/g, '');
    return { recoveryCodes: await this.twoFactor.confirm(seller, code, originOf(request)) };
  }

  /** Turns it off. 403 `auth.wrong_password`, 401 `auth.invalid_totp`. */
  @AuthRateLimit()
  @Post('disable')
  @HttpCode(200)
  async disable(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: DisableTotpDto,
    @Req() request: FastifyRequest,
  ): Promise<DoneDto> {
    await this.twoFactor.disable(seller, body, originOf(request));
    return { success: true };
  }
}
