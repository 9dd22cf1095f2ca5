/** The reading of listings, their pictures and inventories in the stand-in's API. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EtsyHttpError } from './etsy-http-error.js';
import { imageJson, inventoryJson, listingJson, plainListingJson } from './etsy-json.js';
import type { ShopRecord } from '../etsy-state.js';
import { idListSchema, listSchema, parse } from './request-parsing.js';
import type { RouteContext } from './route-context.js';
import { LISTING_STATES } from '../catalogue/standin-listing.js';

const MAX_OFFSET = 12_000;
const ASSOCIATIONS = [
  'Images',
  'Shop',
  'User',
  'Translations',
  'Videos',
  'Personalization',
  'BuyerPrice',
] as const;
const includesSchema = listSchema.pipe(z.array(z.enum(ASSOCIATIONS))).default([]);
const listIncludesSchema = listSchema
  .pipe(z.array(z.enum([...ASSOCIATIONS, 'Shipping', 'Inventory'])))
  .default([]);
const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  offset: z.coerce.number().int().min(0).default(0),
  sort_on: z.enum(['created', 'price', 'updated', 'score']).default('created'),
  sort_order: z.enum(['asc', 'ascending', 'desc', 'descending', 'up', 'down']).default('desc'),
});
const byShopSchema = pageSchema.extend({
  state: z.enum(LISTING_STATES).default('active'),
  includes: listIncludesSchema,
});
const bySectionSchema = pageSchema.extend({ shop_section_ids: idListSchema });
const batchSchema = z.object({ listing_ids: idListSchema, includes: includesSchema });

/** Mounts the listing half of /v3/application. */
export function registerListingRoutes(scope: FastifyInstance, context: RouteContext): void {
  registerLists(scope, context);
  registerBatches(scope, context);
  registerSingles(scope, context);
}

function registerLists(scope: FastifyInstance, context: RouteContext): void {
  const byShop = { config: { etsy: { operation: 'getListingsByShop', scopes: ['listings_r'] } } };
  scope.get('/shops/:shop_id/listings', byShop, async (request) => {
    const shop = context.shop(request);
    const query = parse(byShopSchema, request.query);
    context.gate.requireOwner(request, shop);
    return list(context, request, shop, { ...query, sectionIds: null });
  });
  const bySection = { config: { etsy: { operation: 'getListingsByShopSectionId' } } };
  scope.get('/shops/:shop_id/shop-sections/listings', bySection, async (request) => {
    const { shop_section_ids: sectionIds, ...query } = parse(bySectionSchema, request.query);
    return list(context, request, context.shop(request), {
      ...query,
      state: 'active',
      sectionIds,
      includes: null,
    });
  });
}

interface ListRequest extends z.output<typeof pageSchema> {
  state: string;
  sectionIds: readonly number[] | null;
  /** Null: plain listings without associations. */
  includes: readonly string[] | null;
}

function list(
  context: RouteContext,
  request: FastifyRequest,
  shop: ShopRecord,
  asked: ListRequest,
): unknown {
  if (asked.offset > MAX_OFFSET) {
    throw new EtsyHttpError(400, 'Offset provided is greater than the maximum offset allowed.');
  }
  const catalogue = context.world.catalogue(shop);
  const ascending = ['asc', 'ascending', 'up'].includes(asked.sort_order);
  const query = {
    state: asked.state,
    sectionIds: asked.sectionIds,
    sortOn: asked.sort_on,
    ascending,
  };
  const rows = context.paging.rows(shop.shopId, catalogue, query, asked);
  const json = context.json(request, shop);
  return {
    count: catalogue.count(query),
    results: rows.map((listing) =>
      asked.includes === null
        ? plainListingJson(listing, json)
        : listingJson(listing, json, asked.includes),
    ),
  };
}

function registerBatches(scope: FastifyInstance, context: RouteContext): void {
  const { world } = context;
  const batch = { config: { etsy: { operation: 'getListingsByListingIds' } } };
  scope.get('/listings/batch', batch, async (request) => {
    const query = parse(batchSchema, request.query);
    const found = query.listing_ids.map((id) => world.findListing(id)).filter((f) => f !== null);
    const visible = found.filter((f) => context.visible(request, f));
    const results = visible.map((f) =>
      listingJson(f.listing, context.json(request, f.shop), query.includes),
    );
    return { count: results.length, results };
  });
  const inventories = {
    config: { etsy: { operation: 'getListingsInventoryByListingIds', scopes: ['listings_r'] } },
  };
  scope.get('/listings/batch/inventory', inventories, async (request) => {
    const found = parse(batchSchema, request.query).listing_ids.map((id) => world.listing(id));
    const results = found.map((f) =>
      listingJson(f.listing, context.json(request, f.shop), ['Inventory']),
    );
    return { count: results.length, results };
  });
}

function registerSingles(scope: FastifyInstance, context: RouteContext): void {
  const single = { config: { etsy: { operation: 'getListing' } } };
  scope.get('/listings/:listing_id', single, async (request) => {
    const { includes } = parse(z.object({ includes: includesSchema }), request.query);
    const { shop, listing } = context.listing(request);
    return listingJson(listing, context.json(request, shop), includes);
  });
  const images = { config: { etsy: { operation: 'getListingImages' } } };
  scope.get('/listings/:listing_id/images', images, async (request) => {
    const { shop, listing } = context.listing(request);
    const json = context.json(request, shop);
    const results = listing.images.map((image, k) => imageJson(listing, image, k + 1, json));
    return { count: results.length, results };
  });
  const inventory = {
    config: { etsy: { operation: 'getListingInventory', scopes: ['listings_r'] } },
  };
  scope.get('/listings/:listing_id/inventory', inventory, async (request) => {
    const { shop, listing } = context.listing(request);
    if (listing.inventory === null) {
      throw new EtsyHttpError(404, 'The listing has no inventory record.');
    }
    return inventoryJson(listing.inventory, context.json(request, shop));
  });
}
