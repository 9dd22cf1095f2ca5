/**
 * Every request that EtsyClient can make is valid by Etsy's own document, and every answer of the stand-in has the
 * shape that the document gives it. The document's needed part is libs/clients/etsy/fixtures/etsy-openapi.subset.json.
 */
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtsyClient, inventoryToUpdate } from '#clients/etsy';
import { EtsyStandin } from '#standins';
import { OpenApiContract, type SeenExchange } from '../support/openapi-contract.js';

const seen: SeenExchange[] = [];
let app: FastifyInstance;
let contract: OpenApiContract;

/** Calls every method of the client once, some with all their options. */
async function callEverything(client: EtsyClient, etsy: EtsyStandin): Promise<void> {
  const { shopId, userId } = etsy.demoShop;
  const call = { accessToken: etsy.grant(shopId).access_token };
  await client.ping();
  await client.getMe(call);
  await client.getShop(call, shopId);
  await client.getShopByOwnerUserId(call, userId);
  const [section] = await client.getShopSections(call, shopId);
  await client.getShopReturnPolicies(call, shopId);
  const options = { limit: 100, offset: 0, sortOn: 'updated', sortOrder: 'asc' } as const;
  const { listings } = await client.getListingsByShop(call, shopId, 'active', options);
  for (const state of ['inactive', 'sold_out', 'draft', 'expired'] as const) {
    await client.getListingsByShop(call, shopId, state);
  }
  await client.getListingsByShopSectionId(call, shopId, [section?.shop_section_id ?? 0], options);
  const ids = listings.map((l) => l.listing_id);
  const varied = listings.find((l) => l.has_variations)?.listing_id ?? 0;
  await client.getListing(call, varied);
  await client.getListingsByListingIds(call, ids.slice(0, 3));
  await client.getListingsInventory(call, ids);
  await client.getListingImages(call, varied);
  const inventory = await client.getListingInventory(call, varied);
  if (inventory === null) throw new Error('a listing with variations has an inventory');
  await client.updateListingInventory(call, varied, inventoryToUpdate(inventory));
  await client.updateListing(call, shopId, varied, {
    title: 'Tea & cake for two',
    description: "It's new",
    tags: ['mug', 'tea cup'],
    materials: ['clay'],
    shopSectionId: section?.shop_section_id,
    state: 'inactive',
  });
  const order = etsy.placeOrder({ listingId: ids.find((id) => id !== varied) ?? 0 });
  await client.getShopReceipt(call, shopId, order.receiptId);
}

beforeAll(async () => {
  contract = await OpenApiContract.load('libs/clients/etsy/fixtures/etsy-openapi.subset.json');
  const etsy = new EtsyStandin({ limits: { enforced: false } });
  app = fastify();
  app.addHook('onSend', async (request, reply, payload) => {
    seen.push({
      method: request.method,
      url: request.url.replace(/^\/etsy/, ''),
      headers: request.headers,
      body: request.body,
      status: reply.statusCode,
      answer: typeof payload === 'string' ? payload : '',
    });
    return payload;
  });
  await etsy.register(app);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const client = new EtsyClient({
    apiUrl: `${url}/etsy/v3`,
    apiKey: 'keystring',
    sharedSecret: 'secret',
  });
  await callEverything(client, etsy);
  await client.close();
});

afterAll(() => app.close());

describe("Etsy's document", () => {
  it('knows every request of the client, and finds it valid', () => {
    expect(
      seen.map((exchange) => contract.requestProblems(exchange)).filter((p) => p.length > 0),
    ).toEqual([]);
  });

  it('has no operation in the copy that the client does not use', () => {
    const used = new Set(seen.map((exchange) => contract.operationOf(exchange)?.operationId));
    expect(used).toEqual(new Set(contract.operationIds()));
  });

  it('describes every answer of the stand-in', () => {
    expect(
      seen.map((exchange) => contract.answerProblems(exchange)).filter((p) => p.length > 0),
    ).toEqual([]);
  });

  it('would notice: a limit of 101, an unknown parameter, an offering without price, a field nobody documented', () => {
    const get = { method: 'GET', headers: {}, body: undefined, status: 200, answer: '{}' };
    const list = '/v3/application/shops/1/listings';
    expect(contract.requestProblems({ ...get, url: `${list}?limit=101` })).not.toEqual([]);
    expect(contract.requestProblems({ ...get, url: `${list}?statee=active` })).not.toEqual([]);
    const put = {
      ...get,
      method: 'PUT',
      url: '/v3/application/listings/1/inventory',
      headers: { 'content-type': 'application/json' },
    };
    expect(
      contract.requestProblems({ ...put, body: { products: [{ offerings: [{ quantity: 1 }] }] } }),
    ).not.toEqual([]);
    expect(
      contract.answerProblems({
        ...get,
        url: '/v3/application/shops/1',
        answer: '{"shop_nom":"x"}',
      }),
    ).not.toEqual([]);
  });
});
