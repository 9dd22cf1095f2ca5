import { Module } from '@nestjs/common';
import { ConfigModule } from '#platform/config';
import { FadingMarks } from './fading-marks.service.js';
import { PubSub } from './pub-sub.service.js';
import { RedisConnections } from './redis-connections.service.js';
import { SlidingWindowLimiter } from './sliding-window-limiter.service.js';

/** Connections, limits, marks and wake-up calls. Boots without Redis; needs shutdown hooks or app.close() to end. */
@Module({
  imports: [ConfigModule],
  providers: [RedisConnections, SlidingWindowLimiter, FadingMarks, PubSub],
  exports: [RedisConnections, SlidingWindowLimiter, FadingMarks, PubSub],
})
export class RedisModule {}
