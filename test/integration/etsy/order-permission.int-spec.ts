import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtsyConnectionsRepository } from '#features/etsy';
import { connectShop, startAttempt, startEtsyHouse, type EtsyHouse } from './support/etsy-house.js';

const LEAST = 'shops_r listings_r listings_w';

describe('the permission to read orders', () => {
  const houses: EtsyHouse[] = [];
  const houseWith = async (ETSY_ORDER_STATUS: string): Promise<EtsyHouse> => {
    const house = await startEtsyHouse({ env: { ETSY_ORDER_STATUS }, sweep: false });
    houses.push(house);
    return house;
  };
  let off: EtsyHouse;
  let on: EtsyHouse;

  beforeAll(async () => {
    off = await houseWith('off');
    on = await houseWith('authorised');
  });
  afterAll(async () => {
    for (const house of houses) await house.close();
  });

  it('is asked for only where buyers may be told of their orders', async () => {
    const scopeOf = async (house: EtsyHouse): Promise<string | null> =>
      (await startAttempt(house, await house.seller())).url.searchParams.get('scope');
    expect(await scopeOf(off)).toBe(LEAST);
    expect(await scopeOf(on)).toBe(`${LEAST} transactions_r`);
  });

  it('comes with connecting again', async () => {
    const seller = await on.seller();
    const connections = on.worker.app.get(EtsyConnectionsRepository, { strict: false });
    await connectShop(on, seller);
    await on.worker.database.dataSource.query(`update etsy_connections set scopes = $1`, [
      LEAST.split(' '),
    ]);
    await connectShop(on, seller);
    expect((await connections.findBySeller(seller.sellerId))?.scopes).toContain('transactions_r');
  });
});
