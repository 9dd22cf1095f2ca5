import { Module } from '@nestjs/common';
import { RedisModule } from '#platform/redis';
import { FailedAttempts } from './failed-attempts.service.js';
import { KnownSignIns } from './known-sign-ins.service.js';

/** What counts and remembers callers before they are anybody. */
@Module({
  imports: [RedisModule],
  providers: [FailedAttempts, KnownSignIns],
  exports: [FailedAttempts, KnownSignIns],
})
export class LimitsModule {}
