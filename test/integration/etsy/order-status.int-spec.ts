import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EtsyConnectionsRepository, type OrderAnswer, OrderStatusService } from '#features/etsy';
import { newId, type Id } from '#platform/ids';
import { startWorkshop, type EtsyWorkshop, type TestShop } from './support/etsy-workshop.js';

const SCOPES = ['shops_r', 'listings_r', 'listings_w', 'transactions_r'];
/** Of the demo orders: sent to 97205; its address is hidden. */
const SENT = '3300410023';
const HIDDEN = '3300410056';
const NO_MATCH = { outcome: 'no_match' };

describe('an order that a buyer asks about', () => {
  let workshop: EtsyWorkshop;
  let shop: TestShop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(async () => workshop.close());
  beforeEach(async () => {
    workshop.etsy.resetControls();
    shop = await workshop.aShop({ listings: 30, scopes: SCOPES });
  });

  const query = (sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> =>
    workshop.database.dataSource.query(sql, parameters);

  async function aConversation({ sellerId }: TestShop): Promise<Id<'cnv'>> {
    await query(
      `insert into agents (id, seller_id, name, workspace_path) values ($1, $2, 'Agent', '') on conflict do nothing`,
      [newId('agt'), sellerId],
    );
    const id = newId('cnv');
    await query(
      `insert into conversations (id, seller_id, agent_id, kind, external_id)
       select $1, $2, id, 'buyer', $1 from agents where seller_id = $2`,
      [id, sellerId],
    );
    return id;
  }

  const ask = (
    conversationId: Id<'cnv'>,
    orderNumber: string,
    postcode: string,
    of = shop,
  ): Promise<OrderAnswer> =>
    workshop
      .get(OrderStatusService)
      .lookUp(
        { sellerId: of.sellerId, conversationId },
        { orderNumber, postcode },
        AbortSignal.timeout(10_000),
      );

  const asked = (): number => workshop.etsy.counters().byOperation['getShopReceipt'] ?? 0;
  const failures = async (conversationId: Id<'cnv'>): Promise<unknown> =>
    (
      await query(`select failed_count from etsy_order_checks where conversation_id = $1`, [
        conversationId,
      ])
    )[0]?.['failed_count'];

  it('is told to who knows its number and postcode, with nothing of the person', async () => {
    const conversation = await aConversation(shop);
    const answer = await ask(conversation, `#${SENT}`, '97205');
    expect(answer).toMatchObject({
      outcome: 'found',
      order: {
        state: 'shipped',
        shipments: [{ carrier: 'USPS', trackingCode: '9400111202555842610023' }],
        items: [{ quantity: 2 }],
      },
    });
    expect(JSON.stringify(answer)).not.toMatch(/97205|Nora|Ellis|US\b|@|price|amount/);
    expect(await ask(conversation, '3300410031', 'e8 3rl')).toMatchObject({
      order: { state: 'being_made', expectedShipDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    });
    expect(await ask(conversation, '3300410048', '10115')).toMatchObject({
      order: { state: 'cancelled', shipments: [] },
    });
    expect(asked()).toBe(3);
    // Nothing of them is kept.
    expect(await failures(conversation)).toBe(0);
    const columns = await query(
      `select column_name from information_schema.columns where table_name = 'etsy_order_checks' order by 1`,
    );
    expect(columns.map((column) => column['column_name'])).toEqual([
      'conversation_id',
      'failed_count',
      'seller_id',
      'window_started_at',
    ]);
  });

  it("is the same no, whether the postcode is wrong, the number unknown, or another shop's", async () => {
    const other = await workshop.aShop({ listings: 30, scopes: SCOPES });
    const [listing] = workshop.etsy.world
      .catalogue(workshop.etsy.world.shop(other.shopId))
      .page({ state: 'active', sortOn: 'created', ascending: true, sectionIds: null }, 0, 1);
    const { receiptId } = workshop.etsy.placeOrder({
      listingId: listing?.listingId ?? 0,
      zip: '10001',
    });
    const conversation = await aConversation(shop);
    expect(await ask(conversation, SENT, '97204')).toEqual(NO_MATCH);
    expect(await ask(conversation, '3300419999', '97205')).toEqual(NO_MATCH);
    expect(await ask(conversation, String(receiptId), '10001')).toEqual(NO_MATCH);
    expect(await ask(await aConversation(other), String(receiptId), '10001', other)).toMatchObject({
      outcome: 'found',
    });
    // The seller goes on with another shop: the orders of the first are nobody's here.
    const { sellerId } = other;
    await query(`update etsy_connections set shop_id = '1' where shop_id = $1`, [
      String(shop.shopId),
    ]);
    await moveTo(sellerId, shop.shopId);
    expect(await ask(await aConversation(other), String(receiptId), '10001', other)).toEqual(
      NO_MATCH,
    );
  });

  async function moveTo(sellerId: Id<'sel'>, shopId: number): Promise<void> {
    const tokens = workshop.etsy.grant(shopId, { scopes: SCOPES, clientId: 'standin-keystring' });
    const { userId } = workshop.etsy.world.shop(shopId);
    await workshop.get(EtsyConnectionsRepository).save(sellerId, {
      shopId: String(shopId),
      shopName: 'Another',
      shop: {},
      etsyUserId: String(userId),
      scopes: SCOPES,
      tokens: {
        accessToken: tokens.access_token,
        refreshToken: tokens.refresh_token,
        expiresInSeconds: tokens.expires_in,
        etsyUserId: userId,
      },
    });
  }

  it('cannot be checked where Etsy hides the address, which counts like a guess', async () => {
    const conversation = await aConversation(shop);
    for (const postcode of ['75011', '', 'null']) {
      expect(await ask(conversation, HIDDEN, postcode)).toEqual({ outcome: 'cannot_be_checked' });
    }
    expect(await failures(conversation)).toBe(3);
  });

  it('may be guessed at five times a day, and a good order of one’s own buys no more', async () => {
    const conversation = await aConversation(shop);
    for (let guess = 0; guess < 4; guess += 1) await ask(conversation, SENT, `9720${guess}`);
    await ask(conversation, '3300410048', '10115');
    expect(await ask(conversation, SENT, '97206')).toEqual(NO_MATCH);
    const before = asked();
    expect(await ask(conversation, SENT, '97205')).toEqual({ outcome: 'too_many_checks' });
    expect(asked()).toBe(before);
    expect(await ask(await aConversation(shop), SENT, '97205')).toMatchObject({ outcome: 'found' });
    await query(
      `update etsy_order_checks set window_started_at = now() - interval '25 hours' where conversation_id = $1`,
      [conversation],
    );
    expect(await ask(conversation, SENT, '97205')).toMatchObject({ outcome: 'found' });
  });

  it('is guessed at no more often by asking all at once', async () => {
    const conversation = await aConversation(shop);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, k) => ask(conversation, SENT, String(10_000 + k))),
    );
    expect(answers.filter(({ outcome }) => outcome === 'no_match')).toHaveLength(5);
    expect(asked()).toBe(5);
  });

  it('is guessed at no more often from many accounts', async () => {
    for (let buyer = 0; buyer < 6; buyer += 1) {
      const conversation = await aConversation(shop);
      for (let guess = 0; guess < 5; guess += 1) {
        await ask(conversation, SENT, `8${buyer}00${guess}`);
      }
    }
    const late = await aConversation(shop);
    expect(await ask(late, SENT, '97205')).toEqual({ outcome: 'too_many_checks' });
    const other = await workshop.aShop({ listings: 30, scopes: SCOPES });
    expect(await ask(await aConversation(other), SENT, '97205', other)).toMatchObject({
      outcome: 'found',
    });
  });

  it('costs no guess while Etsy cannot be asked', async () => {
    const conversation = await aConversation(shop);
    workshop.etsy.addFault({ times: null, action: { kind: 'status', status: 500 } });
    await expect(ask(conversation, SENT, '97204')).rejects.toMatchObject({
      code: 'etsy.server_error',
    });
    expect(await failures(conversation)).toBe(0);
  });

  it('is not available where the grant does not allow it, and Etsy is not asked', async () => {
    const narrow = await workshop.aShop({ listings: 30 });
    const conversation = await aConversation(narrow);
    expect(await ask(conversation, SENT, '97205', narrow)).toEqual({ outcome: 'not_available' });
    expect(asked()).toBe(0);
    // Written down as allowed, but Etsy knows better.
    await query(`update etsy_connections set scopes = $2 where seller_id = $1`, [
      narrow.sellerId,
      SCOPES,
    ]);
    expect(await ask(conversation, SENT, '97205', narrow)).toEqual({ outcome: 'not_available' });
    expect(await failures(conversation)).toBe(0);
    await query(`delete from etsy_connections where seller_id = $1`, [narrow.sellerId]);
    expect(await ask(conversation, SENT, '97205', narrow)).toEqual({ outcome: 'not_available' });
  });
});
