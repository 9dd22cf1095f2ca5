import { Module } from '@nestjs/common';
import { ConfigModule } from '#platform/config';
import { ExpiringFlags } from './expiring-flags.service.js';
import { PubSub } from './pub-sub.service.js';
import { RedisConnections } from './redis-connections.service.js';
import { SlidingWindowLimiter } from './sliding-window-limiter.service.js';

/** Connections, limits, flags and wake-up calls. Boots without Redis; needs shutdown hooks or app.close() to end. */
@Module({
  imports: [ConfigModule],
  providers: [RedisConnections, SlidingWindowLimiter, ExpiringFlags, PubSub],
  exports: [RedisConnections, SlidingWindowLimiter, ExpiringFlags, PubSub],
})
export class RedisModule {}
