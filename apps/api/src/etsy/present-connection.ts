import type { EtsyConnectionRow } from '#features/etsy';
import type { EtsyConnectionDto } from './etsy.dto.js';

/**
 * The only way a connection becomes JSON; tokens stay behind.
 *
 * @param wanted what sellers are asked to allow now
 */
export function presentConnection(
  connection: EtsyConnectionRow,
  wanted: readonly string[],
): EtsyConnectionDto {
  const { id, shopId, shopName, status, lastSyncAt, createdAt, scopes } = connection;
  const grantEndsAt = connection.refreshTokenExpiresAt;
  const missingScopes = wanted.filter((scope) => !scopes.includes(scope));
  return { id, shopId, shopName, status, grantEndsAt, missingScopes, lastSyncAt, createdAt };
}
