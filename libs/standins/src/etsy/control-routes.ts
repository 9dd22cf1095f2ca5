/** The stand-in's levers over HTTP, for other processes: the same as the methods of `EtsyLevers`. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { EtsyLevers } from './etsy-levers.js';
import { faultSchema } from './trouble/faults.js';
import { idSchema, parse } from './api/request-parsing.js';

const shopSchema = z.object({
  name: z.string().min(1),
  ownerUserId: idSchema.optional(),
  shopId: idSchema.optional(),
  listings: z.number().int().optional(),
  kind: z.enum(['demo', 'bulk']).optional(),
  states: z.record(z.string(), z.number().int()).optional(),
  seed: z.number().int().optional(),
  currency: z.string().length(3).optional(),
  title: z.string().optional(),
});
const limitsSchema = z.object({
  perSecond: z.number().int().min(1).optional(),
  perDay: z.number().int().min(0).optional(),
  enforced: z.boolean().optional(),
  usedToday: z.number().int().min(0).optional(),
  keystring: z.string().optional(),
});
const oauthSchema = z.object({
  codeTtlSeconds: z.number().int().min(0).optional(),
  accessTtlSeconds: z.number().int().min(0).optional(),
  refreshTtlSeconds: z.number().int().min(0).optional(),
});
const appSchema = z
  .object({
    keystring: z.string().min(1),
    sharedSecret: z.string().min(1),
    redirectUris: z.array(z.string()).nullable(),
    name: z.string(),
  })
  .nullable();
const shopEditSchema = z.object({
  isVacation: z.boolean().optional(),
  vacationMessage: z.string().nullable().optional(),
  announcement: z.string().nullable().optional(),
  title: z.string().optional(),
});
const listingEditSchema = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  state: z.string().optional(),
  tags: z.array(z.string()).optional(),
  basePriceMinor: z.number().int().optional(),
  baseQuantity: z.number().int().min(0).optional(),
  inventory: z.null().optional(),
});
const pagingSchema = z.object({
  mode: z.enum(['stable', 'shuffled', 'repeated']),
  rows: z.number().int().min(1).optional(),
  times: z.number().int().nullable().optional(),
});
const stockSchema = z.object({ quantity: z.number().int().min(0), productId: idSchema.optional() });
const orderSchema = z.object({
  listingId: idSchema,
  productId: idSchema.optional(),
  quantity: z.number().int().min(1).optional(),
  buyerName: z.string().optional(),
  zip: z.string().optional(),
});
const webhookSchema = z.object({
  url: z.url(),
  secret: z.string().min(1),
  shopId: idSchema,
  receiptId: idSchema,
  eventType: z
    .enum(['order.paid', 'order.canceled', 'order.shipped', 'order.delivered'])
    .optional(),
  webhookId: z.string().optional(),
  timestamp: z.number().int().optional(),
  resourceHost: z.string().optional(),
  shopIdAsString: z.boolean().optional(),
  signature: z.string().optional(),
});
const tickSchema = z.object({
  steps: z.number().int().min(1).max(10_000).optional(),
  shopId: idSchema.optional(),
});
const grantSchema = z.object({
  scopes: z.array(z.string()).optional(),
  clientId: z.string().optional(),
});

/** Mounts /etsy/_control. */
export function registerControlRoutes(scope: FastifyInstance, etsy: EtsyLevers): void {
  registerShopControls(scope, etsy);
  registerListingControls(scope, etsy);
  registerTroubleControls(scope, etsy);
}

function registerShopControls(scope: FastifyInstance, etsy: EtsyLevers): void {
  const shopId = (params: unknown): number => parse(z.object({ shopId: idSchema }), params).shopId;
  scope.get('/shops', async () =>
    etsy.world
      .shops()
      .map((shop) => ({ ...shop, counts: etsy.world.catalogue(shop).countsByState() })),
  );
  scope.post('/shops', async (request) =>
    etsy.addShop(withoutUndefined(parse(shopSchema, request.body))),
  );
  scope.patch('/shops/:shopId', async (request) =>
    etsy.world.editShop(
      shopId(request.params),
      withoutUndefined(parse(shopEditSchema, request.body)),
    ),
  );
  scope.post('/shops/:shopId/grant', async (request) =>
    etsy.grant(shopId(request.params), parse(grantSchema, request.body)),
  );
  scope.post('/shops/:shopId/revoke', async (request) => ({
    revoked: etsy.revoke(shopId(request.params)),
  }));
  scope.post('/shops/:shopId/expire-access', async (request) => ({
    expired: etsy.expireAccess(shopId(request.params)),
  }));
  scope.put('/shops/:shopId/paging', async (request) => {
    etsy.setPaging(shopId(request.params), parse(pagingSchema, request.body));
    return { ok: true };
  });
}

function registerListingControls(scope: FastifyInstance, etsy: EtsyLevers): void {
  const listingId = (params: unknown): number =>
    parse(z.object({ listingId: idSchema }), params).listingId;
  scope.get(
    '/listings/:listingId',
    async (request) => etsy.world.listing(listingId(request.params)).listing,
  );
  scope.patch('/listings/:listingId', async (request) =>
    etsy.editListing(
      listingId(request.params),
      withoutUndefined(parse(listingEditSchema, request.body)),
    ),
  );
  scope.delete('/listings/:listingId', async (request) => {
    etsy.deleteListing(listingId(request.params));
    return { ok: true };
  });
  scope.put('/listings/:listingId/stock', async (request) => {
    const { quantity, productId } = parse(stockSchema, request.body);
    return etsy.setStock(listingId(request.params), quantity, productId);
  });
  scope.post('/orders', async (request) => etsy.placeOrder(parse(orderSchema, request.body)));
  scope.post('/order-webhook', async (request) => {
    const { url, secret, ...order } = parse(webhookSchema, request.body);
    return etsy.sendOrderWebhook(url, secret, order);
  });
  scope.post('/tick', async (request) => ({ events: etsy.tick(parse(tickSchema, request.body)) }));
}

function registerTroubleControls(scope: FastifyInstance, etsy: EtsyLevers): void {
  scope.put('/app', async (request) => {
    etsy.setApp(appSchema.parse(request.body ?? null));
    return { ok: true };
  });
  scope.put('/limits', async (request) => {
    etsy.setLimits(withoutUndefined(parse(limitsSchema, request.body)));
    return { ok: true };
  });
  scope.put('/oauth', async (request) =>
    Object.assign(etsy.oauth.settings, withoutUndefined(parse(oauthSchema, request.body))),
  );
  scope.get('/faults', async () => etsy.listFaults());
  scope.post('/faults', async (request) => ({
    id: etsy.addFault(parse(faultSchema, request.body)),
  }));
  scope.delete('/faults', async () => {
    etsy.clearFaults();
    return { ok: true };
  });
  scope.delete('/faults/:id', async (request) => {
    etsy.clearFaults(parse(z.object({ id: idSchema }), request.params).id);
    return { ok: true };
  });
  scope.get('/counters', async () => etsy.counters());
  scope.get('/requests', async (request) =>
    etsy.requests(
      parse(z.object({ since: z.coerce.number().int().default(0) }), request.query).since,
    ),
  );
  scope.post('/reset', async () => {
    etsy.resetControls();
    return { ok: true };
  });
}

/** `undefined` is not "absent" to exactOptionalPropertyTypes; this makes it so. */
function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
