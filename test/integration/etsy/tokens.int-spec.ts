import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtsyOAuthClient } from '#clients/etsy';
import {
  EtsyConnectionsRepository,
  EtsyTokensService,
  GrantWatchService,
  ListingRefreshService,
  SyncRequestsService,
} from '#features/etsy';
import type { Id } from '#platform/ids';
import { startWorkshop, type EtsyWorkshop } from './support/etsy-workshop.js';

describe('tokens of a connection', () => {
  let workshop: EtsyWorkshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(async () => workshop.close());

  const refreshes = (): number =>
    workshop.etsy.requests().filter((request) => request.operation === 'token').length;

  async function endAccess(sellerId: Id<'sel'>): Promise<void> {
    await workshop.database.dataSource.query(
      `update etsy_connections set token_expires_at = now() - interval '1 minute' where seller_id = $1`,
      [sellerId],
    );
  }

  async function connectionOf(
    sellerId: Id<'sel'>,
  ): Promise<{ status: string; refreshLeaseUntil: Date | null }> {
    const [row] = await workshop.database.dataSource.query(
      `select status, refresh_lease_until as "refreshLeaseUntil" from etsy_connections where seller_id = $1`,
      [sellerId],
    );
    return row;
  }

  async function noticesOf(sellerId: Id<'sel'>): Promise<string[]> {
    const notices: { type: string }[] = await workshop.database.dataSource.query(
      `select type from shop_notices where seller_id = $1 order by created_at`,
      [sellerId],
    );
    return notices.map((notice) => notice.type);
  }

  it('are renewed once at Etsy when 20 ask at once, on several processes, and all 20 get a good one', async () => {
    const { sellerId } = await workshop.aShop();
    const processes: EtsyTokensService[] = [];
    for (let k = 0; k < 4; k += 1) {
      processes.push((await workshop.another()).get(EtsyTokensService));
    }
    await endAccess(sellerId);
    const before = refreshes();
    const asking = processes.flatMap((one) => [1, 2, 3, 4, 5].map(() => one.access(sellerId)));
    const tokens = await Promise.all(asking);
    expect(refreshes() - before).toBe(1);
    expect(new Set(tokens.map((token) => token.accessToken)).size).toBe(1);
    expect(() => workshop.etsy.oauth.checkAccess(tokens[0]?.accessToken ?? '')).not.toThrow();
  });

  it('are renewed and the call repeated once when Etsy says that one has expired', async () => {
    const { sellerId, shopId } = await workshop.aShop();
    workshop.etsy.expireAccess(shopId);
    const before = refreshes();
    await workshop.get(ListingRefreshService).refresh(sellerId, ['1'], 'interactive');
    expect(refreshes() - before).toBe(1);
    expect(await connectionOf(sellerId)).toMatchObject({ status: 'active' });
  });

  it('survive a 500 of the token endpoint', async () => {
    const { sellerId } = await workshop.aShop();
    await endAccess(sellerId);
    workshop.etsy.addFault({ operation: 'token', action: { kind: 'status', status: 500 } });
    await expect(workshop.get(EtsyTokensService).access(sellerId)).rejects.toMatchObject({
      code: 'etsy.server_error',
    });
    expect(await connectionOf(sellerId)).toMatchObject({
      status: 'active',
      refreshLeaseUntil: null,
    });
    await expect(workshop.get(EtsyTokensService).access(sellerId)).resolves.toBeDefined();
  });

  it('tell the seller once when the grant is gone, and nothing is synced until they connect again', async () => {
    const { sellerId, shopId } = await workshop.aShop();
    workshop.etsy.revoke(shopId);
    await endAccess(sellerId);
    const asking = Array.from({ length: 5 }, () =>
      workshop.get(EtsyTokensService).access(sellerId),
    );
    const outcomes = await Promise.allSettled(asking);
    expect(outcomes.every((one) => one.status === 'rejected')).toBe(true);
    expect(await connectionOf(sellerId)).toMatchObject({ status: 'needs_reconnect' });
    expect(await noticesOf(sellerId)).toEqual(['etsy.needs_reconnect']);
    await expect(
      workshop.get(SyncRequestsService).request(sellerId, 'manual'),
    ).rejects.toMatchObject({
      code: 'etsy.needs_reconnect',
    });
  });

  it('end in a told reconnect, never in silence, when the refresher dies between the answer and the commit', async () => {
    const { sellerId } = await workshop.aShop();
    await endAccess(sellerId);
    const connections = workshop.get(EtsyConnectionsRepository);
    const connection = await connections.findBySeller(sellerId);
    if (!connection) throw new Error('not connected');
    // What a refresher does before it is killed: it takes the lease, Etsy answers, nothing is stored.
    await connections.claimRefresh(connection.id, 'dies', 1_500, connection.refreshToken);
    await workshop.get(EtsyOAuthClient).refresh(connections.open(connection, 'refresh_token'));
    await expect(workshop.get(EtsyTokensService).access(sellerId)).rejects.toMatchObject({
      code: 'etsy.needs_reconnect',
    });
    expect(await connectionOf(sellerId)).toMatchObject({ status: 'needs_reconnect' });
    expect(await noticesOf(sellerId)).toEqual(['etsy.needs_reconnect']);
  });

  it('use the newer refresh token when somebody stored one while Etsy refused the older', async () => {
    const { sellerId, shopId } = await workshop.aShop();
    await endAccess(sellerId);
    const connections = workshop.get(EtsyConnectionsRepository);
    const old = await connections.findBySeller(sellerId);
    if (!old) throw new Error('not connected');
    const grant = workshop.etsy.grant(shopId, { clientId: 'standin-keystring' });
    // Dead at Etsy, and the stand-in takes its time to say so.
    await workshop.get(EtsyOAuthClient).refresh(connections.open(old, 'refresh_token'));
    workshop.etsy.addFault({ operation: 'token', action: { kind: 'slow', delayMs: 600 } });
    const asking = workshop.get(EtsyTokensService).access(sellerId);
    await sleep(200);
    await connections.saveTokens(old, 'another', {
      accessToken: grant.access_token,
      refreshToken: grant.refresh_token,
      expiresInSeconds: grant.expires_in,
      etsyUserId: 1,
    });
    await expect(asking).resolves.toMatchObject({ accessToken: grant.access_token });
    expect(await connectionOf(sellerId)).toMatchObject({ status: 'active' });
  });

  it('of an earlier grant never replace those of a shop that was connected meanwhile', async () => {
    const { sellerId } = await workshop.aShop();
    const next = await workshop.aShop();
    await endAccess(sellerId);
    workshop.etsy.addFault({ operation: 'token', action: { kind: 'slow', delayMs: 1_500 } });
    const asking = workshop.get(EtsyTokensService).access(sellerId);
    await sleep(400);
    // The seller leaves this shop and connects another one, while Etsy still answers for the first.
    const connections = workshop.get(EtsyConnectionsRepository);
    await workshop.database.dataSource.query(`delete from etsy_connections where seller_id = $1`, [
      next.sellerId,
    ]);
    const grant = workshop.etsy.grant(next.shopId, { clientId: 'standin-keystring' });
    const etsyUserId = Number(grant.access_token.split('.')[0]);
    await connections.save(sellerId, {
      shopId: String(next.shopId),
      shopName: 'Another',
      shop: {},
      etsyUserId: String(etsyUserId),
      scopes: ['shops_r', 'listings_r'],
      tokens: {
        accessToken: grant.access_token,
        refreshToken: grant.refresh_token,
        expiresInSeconds: grant.expires_in,
        etsyUserId,
      },
    });
    await expect(asking).resolves.toMatchObject({ accessToken: grant.access_token });
    const stored = await connections.findBySeller(sellerId);
    expect(stored && connections.open(stored, 'access_token')).toBe(grant.access_token);
  });

  it('warn once, 14 days before the grant ends', async () => {
    const { sellerId } = await workshop.aShop();
    const watch = workshop.get(GrantWatchService);
    expect(await watch.warn()).toBe(0);
    await workshop.database.dataSource.query(
      `update etsy_connections set refresh_token_expires_at = now() + interval '13 days' where seller_id = $1`,
      [sellerId],
    );
    expect(await watch.warn()).toBe(1);
    expect(await watch.warn()).toBe(0);
    expect(await noticesOf(sellerId)).toEqual(['etsy.reconnect_soon']);
  });
});
