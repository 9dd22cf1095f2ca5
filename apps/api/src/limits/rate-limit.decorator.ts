import { SetMetadata } from '@nestjs/common';

/** Metadata key of {@link AuthRateLimit}. */
export const AUTH_RATE_LIMIT = 'ifa:auth-rate-limit';

/**
 * Counts a route where secrets can be guessed, or that mails: per address and per account (the signed-in seller, or the
 * body's `email`), RATE_LIMIT_AUTH_PER_MINUTE each. From an address that has signed in to the account before, only the
 * address counts: nobody else can use up its owner's attempts.
 */
export function AuthRateLimit(): MethodDecorator {
  return SetMetadata(AUTH_RATE_LIMIT, true);
}
