/**
 * The writing half of the stand-in's API, with the habits that cost real sellers their variations: an inventory PUT
 * replaces everything, does not take its own GET body back, and refuses a listing without stock.
 */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { EtsyHttpError } from './etsy-http-error.js';
import { divisorOf, inventoryJson, plainListingJson } from './etsy-json.js';
import type { RouteContext } from './route-context.js';
import { idSchema, listSchema, parse } from './request-parsing.js';
import {
  listingQuantity,
  type ListingEdit,
  type StandinInventory,
  type StandinListing,
  type StandinProduct,
  type StandinPropertyValue,
} from '../catalogue/standin-listing.js';

const propertyValueSchema = z.strictObject({
  property_id: idSchema,
  value_ids: z.array(idSchema),
  scale_id: idSchema.nullable().optional(),
  property_name: z.string().optional(),
  values: z.array(z.string()).min(1),
});
const offeringSchema = z.strictObject({
  price: z.number().min(0.2).max(50_000),
  quantity: z.number().int().min(0).max(999),
  is_enabled: z.boolean(),
  readiness_state_id: idSchema.nullable(),
});
const productSchema = z.strictObject({
  sku: z.string().max(32).nullable().optional(),
  property_values: z.array(propertyValueSchema).max(2).default([]),
  offerings: z.tuple([offeringSchema]),
});
const inventorySchema = z.strictObject({
  products: z.array(productSchema).min(1).max(400),
  price_on_property: z.array(idSchema).default([]),
  quantity_on_property: z.array(idSchema).default([]),
  sku_on_property: z.array(idSchema).default([]),
  readiness_state_on_property: z.array(idSchema).nullable().optional(),
});
type InventoryBody = z.output<typeof inventorySchema>;
type ProductBody = z.output<typeof productSchema>;

const formBoolean = z
  .enum(['true', 'false', '1', '0'])
  .transform((value) => value === 'true' || value === '1');
const listingSchema = z.object({
  title: z.string().min(1).max(140).optional(),
  description: z.string().min(1).optional(),
  tags: listSchema
    .pipe(
      z
        .array(
          z
            .string()
            .max(20)
            .regex(/^[\p{L}\p{Nd}\p{Zs}\-'™©®]*$/u),
        )
        .max(13),
    )
    .optional(),
  materials: listSchema.pipe(z.array(z.string().max(45)).max(13)).optional(),
  shop_section_id: idSchema.optional(),
  is_personalizable: formBoolean.optional(),
  state: z.enum(['active', 'inactive']).optional(),
});

/** Mounts PUT inventory and PATCH listing. */
export function registerWriteRoutes(scope: FastifyInstance, context: RouteContext): void {
  const { world, gate } = context;
  const put = { config: { etsy: { operation: 'updateListingInventory', scopes: ['listings_w'] } } };
  scope.put('/listings/:listing_id/inventory', put, async (request) => {
    const { listing_id } = parse(z.object({ listing_id: idSchema }), request.params);
    const { shop, listing } = world.listing(listing_id);
    gate.requireOwner(request, shop);
    const body = parse(inventorySchema, request.body);
    checkInventory(body);
    const nextId = (): number => world.nextId();
    const inventory = inventoryFrom(body, listing, { divisor: divisorOf(shop.currency), nextId });
    world.editListing(listing_id, { inventory });
    return inventoryJson(inventory, context.json(request, shop));
  });

  const patch = { config: { etsy: { operation: 'updateListing', scopes: ['listings_w'] } } };
  scope.patch('/shops/:shop_id/listings/:listing_id', patch, async (request) => {
    const ids = parse(z.object({ shop_id: idSchema, listing_id: idSchema }), request.params);
    const { shop, listing } = world.listing(ids.listing_id);
    if (shop.shopId !== ids.shop_id) {
      throw new EtsyHttpError(404, `Could not find a Listing with listing_id = ${ids.listing_id}`);
    }
    gate.requireOwner(request, shop);
    const edit = editFrom(parse(listingSchema, request.body), listing);
    const changed = world.editListing(ids.listing_id, edit);
    return plainListingJson(changed, context.json(request, shop));
  });
}

/** What the schema cannot say. Throws 400 in Etsy's words. */
function checkInventory(body: InventoryBody): void {
  const stock = body.products
    .flatMap((p) => p.offerings)
    .filter((o) => o.is_enabled && o.quantity > 0);
  if (stock.length === 0) {
    throw new EtsyHttpError(400, 'One offering must have quantity greater than 0');
  }
  const keys = body.products.map((p) => combinationKey(p.property_values));
  if (new Set(keys).size < keys.length) {
    throw new EtsyHttpError(400, 'Products must have distinct property values');
  }
  const shapes = new Set(
    body.products.map((p) => p.property_values.map((v) => v.property_id).join()),
  );
  if (shapes.size > 1) throw new EtsyHttpError(400, 'All products must have the same properties');
  const texts = body.products
    .flatMap((p) => p.property_values)
    .flatMap((v) => [v.property_name ?? '', ...v.values]);
  if (texts.some((t) => /[()]/.test(t))) {
    throw new EtsyHttpError(400, 'Property values may not contain parentheses');
  }
  checkVaries(body.products, body.price_on_property, 'price', (p) => p.offerings[0].price);
  checkVaries(body.products, body.quantity_on_property, 'quantity', (p) => p.offerings[0].quantity);
  checkVaries(body.products, body.sku_on_property, 'sku', (p) => p.sku ?? '');
}

/** Products that are alike in the named properties have the same value. */
function checkVaries(
  products: readonly ProductBody[],
  onProperty: readonly number[],
  what: string,
  valueOf: (product: ProductBody) => unknown,
): void {
  const told = new Map<string, unknown>();
  for (const product of products) {
    const key = combinationKey(
      product.property_values.filter((v) => onProperty.includes(v.property_id)),
    );
    if (told.has(key) && told.get(key) !== valueOf(product)) {
      throw new EtsyHttpError(
        400,
        `The values of ${what} are not consistent with ${what}_on_property`,
      );
    }
    told.set(key, valueOf(product));
  }
}

function combinationKey(values: readonly { property_id: number; values: string[] }[]): string {
  return JSON.stringify(values.map((v) => [v.property_id, v.values]));
}

/** What the products of a body are made with. */
interface Making {
  /** Minor units of one unit of the shop's currency. */
  divisor: number;
  nextId: () => number;
}

/** The new inventory; products whose property values stay keep their ids. */
function inventoryFrom(
  body: InventoryBody,
  listing: StandinListing,
  making: Making,
): StandinInventory {
  const before = new Map(
    listing.inventory?.products.map((p) => [
      combinationKey(
        p.propertyValues.map((v) => ({ property_id: v.propertyId, values: v.values })),
      ),
      p,
    ]),
  );
  const products = body.products.map((product) =>
    productFrom(product, before.get(combinationKey(product.property_values)), making),
  );
  const { price_on_property, quantity_on_property, sku_on_property } = body;
  return {
    products,
    priceOnProperty: price_on_property,
    quantityOnProperty: quantity_on_property,
    skuOnProperty: sku_on_property,
  };
}

function productFrom(
  product: ProductBody,
  known: StandinProduct | undefined,
  { divisor, nextId }: Making,
): StandinProduct {
  const [offering] = product.offerings;
  return {
    productId: known?.productId ?? nextId(),
    offeringId: known?.offeringId ?? nextId(),
    sku: product.sku ?? '',
    propertyValues: product.property_values.map((v) => propertyValueFrom(v, known, nextId)),
    quantity: offering.quantity,
    isEnabled: offering.is_enabled,
    priceMinor: Math.round(offering.price * divisor),
  };
}

function propertyValueFrom(
  value: ProductBody['property_values'][number],
  known: StandinProduct | undefined,
  nextId: () => number,
): StandinPropertyValue {
  const before = known?.propertyValues.find((k) => k.propertyId === value.property_id);
  return {
    propertyId: value.property_id,
    propertyName: value.property_name ?? before?.propertyName ?? 'Option',
    scaleId: value.scale_id ?? null,
    valueIds: value.value_ids.length > 0 ? value.value_ids : value.values.map(() => nextId()),
    values: value.values,
  };
}

function editFrom(form: z.output<typeof listingSchema>, listing: StandinListing): ListingEdit {
  checkTitle(form.title);
  if (form.state === 'active' && listingQuantity(listing) === 0) {
    throw new EtsyHttpError(400, 'A listing without quantity cannot be made active');
  }
  const { title, description, tags, materials, shop_section_id, is_personalizable, state } = form;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(tags !== undefined && { tags }),
    ...(materials !== undefined && { materials }),
    ...(shop_section_id !== undefined && { sectionId: shop_section_id }),
    ...(is_personalizable !== undefined && { isPersonalizable: is_personalizable }),
    ...(state !== undefined && { state }),
  };
}

/** Etsy answers a bad character with an array, where other mistakes get an object. */
function checkTitle(title: string | undefined): void {
  if (title === undefined) return;
  const bad = title.search(/[^\p{L}\p{Nd}\p{P}\p{Sm}\p{Zs}™©®]/u);
  if (bad >= 0) {
    throw new EtsyHttpError(400, [
      { path: `/title/${bad}`, type: 'invalid_characters', message: 'contains invalid characters' },
    ]);
  }
  const twice = ['%', ':', '&', '+'].find((sign) => title.split(sign).length > 2);
  if (twice !== undefined) {
    throw new EtsyHttpError(400, `The title may have ${twice} only once.`);
  }
}
