/** Members, shops, sections, return policies and receipts of the stand-in's API. */
import type { FastifyInstance } from 'fastify';
import { EtsyHttpError } from './etsy-http-error.js';
import { escapeHtml, shopJson } from './etsy-json.js';
import type { ShopRecord } from '../etsy-state.js';
import { receiptJson } from './receipt-json.js';
import type { RouteContext } from './route-context.js';

const APPLICATION_ID = 1_234_567_890;

/** Mounts the shop half of /v3/application. */
export function registerShopRoutes(scope: FastifyInstance, context: RouteContext): void {
  registerMembers(scope, context);
  registerSections(scope, context);
  registerPolicies(scope, context);
  registerReceipts(scope, context);
}

function registerMembers(scope: FastifyInstance, context: RouteContext): void {
  const { world, gate } = context;
  const body = (shop: ShopRecord): unknown =>
    shopJson(shop, world.catalogue(shop).countsByState()['active'] ?? 0);
  const ping = { config: { etsy: { operation: 'ping' } } };
  scope.get('/openapi-ping', ping, async () => ({ application_id: APPLICATION_ID }));

  const me = { config: { etsy: { operation: 'getMe', scopes: ['shops_r'] } } };
  scope.get('/users/me', me, async (request) => {
    const userId = gate.caller(request)?.userId;
    const shop = world.shops().find((s) => s.userId === userId);
    return { user_id: userId, ...(shop && { shop_id: shop.shopId }) };
  });

  const byOwner = { config: { etsy: { operation: 'getShopByOwnerUserId' } } };
  scope.get('/users/:user_id/shops', byOwner, async (request) => {
    const userId = context.id(request, 'user_id');
    const shop = world.shops().find((s) => s.userId === userId);
    if (shop === undefined) throw new EtsyHttpError(404, `No shop found for user_id = ${userId}`);
    return body(shop);
  });

  const byId = { config: { etsy: { operation: 'getShop' } } };
  scope.get('/shops/:shop_id', byId, async (request) => body(context.shop(request)));
}

function registerSections(scope: FastifyInstance, context: RouteContext): void {
  const config = { config: { etsy: { operation: 'getShopSections' } } };
  scope.get('/shops/:shop_id/sections', config, async (request) => {
    const shop = context.shop(request);
    const catalogue = context.world.catalogue(shop);
    const activeIn = (sectionId: number): number =>
      catalogue.count({
        state: 'active',
        sortOn: 'created',
        ascending: false,
        sectionIds: [sectionId],
      });
    const results = catalogue.source.sections.map(({ sectionId, title }, k) => ({
      shop_section_id: sectionId,
      title: escapeHtml(title),
      rank: k + 1,
      user_id: shop.userId,
      active_listing_count: activeIn(sectionId),
    }));
    return { count: results.length, results };
  });
}

function registerPolicies(scope: FastifyInstance, context: RouteContext): void {
  const config = { config: { etsy: { operation: 'getShopReturnPolicies', scopes: ['shops_r'] } } };
  scope.get('/shops/:shop_id/policies/return', config, async (request) => {
    const policy = {
      return_policy_id: 1_100_000_001,
      shop_id: context.shop(request).shopId,
      accepts_returns: true,
      accepts_exchanges: true,
      return_deadline: 30,
    };
    return { count: 1, results: [policy] };
  });
}

function registerReceipts(scope: FastifyInstance, context: RouteContext): void {
  const config = { config: { etsy: { operation: 'getShopReceipt', scopes: ['transactions_r'] } } };
  scope.get('/shops/:shop_id/receipts/:receipt_id', config, async (request) => {
    const shop = context.shop(request);
    context.gate.requireOwner(request, shop);
    return receiptJson(context.world.receipt(shop.shopId, context.id(request, 'receipt_id')), shop);
  });
}
