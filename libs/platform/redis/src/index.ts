export { ExpiringFlags } from './expiring-flags.service.js';
export { PubSub } from './pub-sub.service.js';
export { RedisConnections } from './redis-connections.service.js';
export { checkRedisPolicy, judgeRedisPolicy, type RedisPolicyReport } from './redis-policy.js';
export { RedisModule } from './redis.module.js';
export { SlidingWindowLimiter } from './sliding-window-limiter.service.js';
export { LocalWindows, slideWindow, type LimitResult } from './sliding-window.js';
