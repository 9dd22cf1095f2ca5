import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AuthModule } from '#features/auth';
import { ConfigModule } from '#platform/config';
import { RedisModule } from '#platform/redis';
import { DatabaseGuard } from '../database/database.guard.js';
import { DatabaseModule } from '../database/database.module.js';
import { ErrorFilter } from '../errors/error.filter.js';
import { EventStreams } from '../streams/event-streams.service.js';
import { LimitsModule } from '../limits/limits.module.js';
import { RateLimitGuard } from '../limits/rate-limit.guard.js';
import { RouteList } from '../openapi/route-list.js';
import { SellerGuard } from '../access/seller.guard.js';
import { SessionCookie } from '../access/session-cookie.js';
import { validationPipe } from '../bodies/validation.js';

/** What every route gets: guards in this order, the validating pipe, the error filter; and event streams on request. */
@Module({
  imports: [AuthModule, ConfigModule, DatabaseModule, LimitsModule, RedisModule],
  providers: [
    EventStreams,
    RouteList,
    SessionCookie,
    { provide: APP_GUARD, useClass: DatabaseGuard },
    { provide: APP_GUARD, useClass: SellerGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_PIPE, useFactory: validationPipe },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
  exports: [AuthModule, ConfigModule, EventStreams, LimitsModule, SessionCookie],
})
export class HttpModule {}
