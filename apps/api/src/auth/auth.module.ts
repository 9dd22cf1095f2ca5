import { Module } from '@nestjs/common';
import { AuthModule } from '#features/auth';
import { MessagingModule } from '#features/messaging';
import { HttpModule } from '../http/http.module.js';
import { AccountController } from './account.controller.js';
import { AccountDeparture } from './account-departure.service.js';
import { ApiKeysController } from './api-keys.controller.js';
import { AuthController } from './auth.controller.js';
import { SessionsController } from './sessions.controller.js';
import { TotpController } from './totp.controller.js';

/** Everything under /auth. */
@Module({
  imports: [AuthModule, HttpModule, MessagingModule],
  controllers: [
    AuthController,
    AccountController,
    SessionsController,
    TotpController,
    ApiKeysController,
  ],
  providers: [AccountDeparture],
})
export class AuthApiModule {}
