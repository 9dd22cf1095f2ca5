import type { EtsyConnectionRow } from '#features/etsy';
import type { EtsyConnectionDto } from './etsy.dto.js';

/** The only way a connection becomes JSON; tokens stay behind. */
export function presentConnection(connection: EtsyConnectionRow): EtsyConnectionDto {
  const { id, shopId, shopName, status, lastSyncAt, createdAt } = connection;
  const grantEndsAt = connection.refreshTokenExpiresAt;
  return { id, shopId, shopName, status, grantEndsAt, lastSyncAt, createdAt };
}
