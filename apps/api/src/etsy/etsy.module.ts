import { Module } from '@nestjs/common';
import { AuthModule } from '#features/auth';
import { EtsyModule } from '#features/etsy';
import { HttpModule } from '../http/http.module.js';
import { AttemptCookie } from './attempt-cookie.js';
import { EtsyCallback } from './etsy-callback.service.js';
import { EtsyOauthController } from './etsy-oauth.controller.js';
import { EtsyQuotaController } from './etsy-quota.controller.js';
import { EtsyWebhooksController } from './etsy-webhooks.controller.js';

/** Everything under /etsy. */
@Module({
  imports: [AuthModule, EtsyModule, HttpModule],
  controllers: [EtsyOauthController, EtsyQuotaController, EtsyWebhooksController],
  providers: [AttemptCookie, EtsyCallback],
})
export class EtsyApiModule {}
