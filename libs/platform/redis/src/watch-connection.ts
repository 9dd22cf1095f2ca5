/** Keeps a Redis connection from crashing the process, and logs that it went away or came back, once each. */
import type { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';

/** Listens to a connection for its whole life. `name` is what the log calls it. */
export function watchConnection(redis: Redis, name: string, logger: Logger): void {
  let away = false;
  const leave = (reason: string): void => {
    if (away) return;
    away = true;
    logger.warn(`Redis (${name}) is away: ${reason}. Going on without it and trying again.`);
  };
  // ioredis emits 'error' for each failed attempt; without a listener Node would end the process.
  redis.on('error', (error: Error) => leave(error.message));
  redis.on('close', () => {
    if (redis.status !== 'end') leave('connection closed');
  });
  redis.on('ready', () => {
    if (away) logger.log(`Redis (${name}) is back.`);
    away = false;
  });
}
