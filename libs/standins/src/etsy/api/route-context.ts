/** What every route of the stand-in's API needs: whom it serves, which shop and listing the path names, who may see it. */
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ApiGate } from './api-gate.js';
import { EtsyHttpError } from './etsy-http-error.js';
import type { JsonContext } from './etsy-json.js';
import type { ShopRecord } from '../etsy-state.js';
import type { EtsyWorld } from '../etsy-world.js';
import type { Paging } from '../trouble/paging.js';
import { idSchema, parse } from './request-parsing.js';
import type { StandinListing } from '../catalogue/standin-listing.js';

/** A listing with the shop that sells it. */
export interface ShopListing {
  shop: ShopRecord;
  listing: StandinListing;
}

export class RouteContext {
  constructor(
    readonly world: EtsyWorld,
    readonly gate: ApiGate,
    readonly paging: Paging,
  ) {}

  /** A numeric id of the path, or 400. */
  id(request: FastifyRequest, name: string): number {
    return parse(z.object({ [name]: idSchema }), request.params)[name] ?? 0;
  }

  /** The shop of the path, or 404. */
  shop(request: FastifyRequest): ShopRecord {
    return this.world.shop(this.id(request, 'shop_id'));
  }

  /** The listing of the path; 404 when there is none or the caller may not see it. */
  listing(request: FastifyRequest): ShopListing {
    const listingId = this.id(request, 'listing_id');
    const found = this.world.listing(listingId);
    if (this.visible(request, found)) return found;
    throw new EtsyHttpError(404, `Could not find a Listing with listing_id = ${listingId}`);
  }

  /** Strangers see what is or was on sale; drafts and hidden listings only their owner. */
  visible(request: FastifyRequest, { shop, listing }: ShopListing): boolean {
    return (
      ['active', 'sold_out', 'expired'].includes(listing.state) || this.gate.isOwner(request, shop)
    );
  }

  /** How bodies are written for this caller. */
  json(request: FastifyRequest, shop: ShopRecord): JsonContext {
    const baseUrl = `${request.protocol}://${request.host}/etsy`;
    return { shop, baseUrl, isOwner: this.gate.isOwner(request, shop) };
  }
}
