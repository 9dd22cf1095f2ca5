import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Post,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  AccountExport,
  EmailVerification,
  PasswordsService,
  type SellerIdentity,
} from '#features/auth';
import { NotificationsService } from '#features/messaging';
import { AnswersWith } from '../openapi/answers-with.decorator.js';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { OwnPagesOnly } from '../access/own-pages.guard.js';
import { Public } from '../access/public.decorator.js';
import { SessionCookie } from '../access/session-cookie.js';
import { AuthRateLimit } from '../limits/rate-limit.decorator.js';
import {
  ChangePasswordDto,
  ForgotPasswordDto,
  MailedTokenDto,
  PasswordDto,
  ResetPasswordDto,
} from './account.dto.js';
import { AccountDeparture } from './account-departure.service.js';
import { DoneDto } from './auth.dto.js';
import { originOf } from './origin.js';

/** What an owner does to the own account: proves the address, changes the password, takes the data, leaves. */
@ApiTags('Account')
@Controller('auth')
export class AccountController {
  constructor(
    private readonly verification: EmailVerification,
    private readonly passwords: PasswordsService,
    private readonly exports: AccountExport,
    private readonly departure: AccountDeparture,
    private readonly notifications: NotificationsService,
    private readonly cookie: SessionCookie,
  ) {}

  /** Takes the link of the mail. 400 `auth.invalid_link`. */
  @Public()
  @OwnPagesOnly()
  @AuthRateLimit()
  @Post('verify-email')
  @HttpCode(200)
  async verifyEmail(
    @Body() body: MailedTokenDto,
    @Req() request: FastifyRequest,
  ): Promise<DoneDto> {
    await this.verification.confirm(body.token, originOf(request));
    return { success: true };
  }

  /** Mails another link. 429 `auth.too_many_mails`. */
  @AuthRateLimit()
  @Post('verify-email/resend')
  @HttpCode(200)
  async resend(@CurrentSeller() seller: SellerIdentity): Promise<DoneDto> {
    await this.verification.resend(seller.sellerId);
    return { success: true };
  }

  /** Mails a link for a new password, if there is such an account; the answer does not tell. */
  @Public()
  @OwnPagesOnly()
  @AuthRateLimit()
  @Post('forgot-password')
  @HttpCode(200)
  forgotPassword(@Body() body: ForgotPasswordDto, @Req() request: FastifyRequest): DoneDto {
    this.passwords.forgot(body.email, originOf(request));
    return { success: true };
  }

  /**
   * Sets a new password by the mailed link, ends every session and revokes every API key. If the address was not confirmed
   * before, two-step sign-in and the webhook for notifications go too. 400 `auth.invalid_link`.
   */
  @Public()
  @OwnPagesOnly()
  @AuthRateLimit()
  @Post('reset-password')
  @HttpCode(200)
  async resetPassword(
    @Body() body: ResetPasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<DoneDto> {
    await this.passwords.reset(body, originOf(request), (db, sellerId) =>
      this.notifications.dropWebhook(db, sellerId),
    );
    return { success: true };
  }

  /** Sets a new password and ends the other sessions; API keys stay unless `revokeApiKeys`. 403 `auth.wrong_password`. */
  @AuthRateLimit()
  @Post('change-password')
  @HttpCode(200)
  async changePassword(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: ChangePasswordDto,
    @Req() request: FastifyRequest,
  ): Promise<DoneDto> {
    const { current, next, revokeApiKeys = false } = body;
    await this.passwords.change(seller, { current, next, revokeApiKeys }, originOf(request));
    return { success: true };
  }

  /** Deletes the account and everything that belongs to it, at once and for good. 403 `auth.wrong_password`. */
  @AuthRateLimit()
  @Delete('me')
  async leave(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: PasswordDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DoneDto> {
    await this.departure.leave(seller, body.password);
    this.cookie.clear(reply);
    return { success: true };
  }

  /** All data of the account as one JSON file. */
  @AnswersWith('application/json')
  @AuthRateLimit()
  @Get('me/export')
  async export(
    @CurrentSeller() seller: SellerIdentity,
    @Req() request: FastifyRequest,
  ): Promise<StreamableFile> {
    const stream = await this.exports.stream(seller.sellerId, originOf(request));
    return new StreamableFile(stream, {
      type: 'application/json; charset=utf-8',
      disposition: 'attachment; filename="ifa-export.json"',
    });
  }
}
