import { parseEnvironment, type AppConfig } from '#platform/config';

/** A configuration with nothing of its own but the Redis to use. */
export function configFor(redisUrl: string): AppConfig {
  return parseEnvironment({
    NODE_ENV: 'test',
    REDIS_URL: redisUrl,
    JWT_SECRET: 'a-secret-of-the-tests-that-signs-nothing',
    TOKEN_ENCRYPTION_KEY: 'ab'.repeat(32),
  });
}
