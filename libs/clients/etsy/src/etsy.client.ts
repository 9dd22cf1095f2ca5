/**
 * The part of Etsy's Open API v3 that this system uses. Every method takes the call's facts first (token, priority)
 * and rejects with EtsyFailure, with the gate's own error, or with the abort reason; nothing is kept between calls.
 */
import { EtsyFailure } from './etsy.errors.js';
import {
  type EtsyImage,
  type EtsyInventory,
  type EtsyListing,
  type EtsyListingPage,
  imagesSchema,
  inventorySchema,
  listingPageSchema,
  listingSchema,
} from './etsy-listing.schemas.js';
import { type EtsyReceipt, receiptSchema } from './etsy-receipt.schemas.js';
import {
  type EtsyReturnPolicy,
  type EtsySection,
  type EtsySelf,
  type EtsyShop,
  pingSchema,
  returnPoliciesSchema,
  sectionsSchema,
  selfSchema,
  shopByOwnerSchema,
  shopSchema,
} from './etsy-shop.schemas.js';
import { type EtsyCall, EtsyTransport, type EtsyTransportOptions } from './etsy-transport.js';
import type { EtsyInventoryUpdate } from './inventory-update.js';

/** The states by which a shop's listings can be asked for; rows may carry others. */
export const ETSY_LISTING_STATES = ['active', 'inactive', 'sold_out', 'draft', 'expired'] as const;
export type EtsyListingState = (typeof ETSY_LISTING_STATES)[number];

/** Most rows a page may have, most ids a batch may name, and the last offset Etsy serves. */
export const ETSY_MAX_PAGE = 100;
export const ETSY_MAX_OFFSET = 12_000;

export interface EtsyPageOptions {
  /** 1 to 100; Etsy's default is 25. */
  limit?: number | undefined;
  offset?: number | undefined;
  sortOn?: 'created' | 'updated' | 'price' | 'score' | undefined;
  sortOrder?: 'asc' | 'desc' | undefined;
}

export interface EtsyListingChanges {
  title?: string | undefined;
  description?: string | undefined;
  tags?: readonly string[] | undefined;
  materials?: readonly string[] | undefined;
  shopSectionId?: number | undefined;
  /** A listing without stock cannot be made active. */
  state?: 'active' | 'inactive' | undefined;
}

export class EtsyClient {
  private readonly transport: EtsyTransport;

  constructor(options: EtsyTransportOptions) {
    this.transport = new EtsyTransport(options);
  }

  /** Proves that the API key works. */
  async ping(call: EtsyCall = {}): Promise<void> {
    await this.transport.send(call, {
      operation: 'ping',
      method: 'GET',
      path: '/openapi-ping',
      answer: pingSchema,
    });
  }

  /** The member behind the token and their shop. */
  getMe(call: EtsyCall): Promise<EtsySelf> {
    return this.transport.send(call, {
      operation: 'getMe',
      method: 'GET',
      path: '/users/me',
      answer: selfSchema,
    });
  }

  getShop(call: EtsyCall, shopId: number): Promise<EtsyShop> {
    return this.transport.send(call, {
      operation: 'getShop',
      method: 'GET',
      path: `/shops/${shopId}`,
      answer: shopSchema,
    });
  }

  getShopByOwnerUserId(call: EtsyCall, userId: number): Promise<EtsyShop> {
    return this.transport.send(call, {
      operation: 'getShopByOwnerUserId',
      method: 'GET',
      path: `/users/${userId}/shops`,
      answer: shopByOwnerSchema,
    });
  }

  async getShopSections(call: EtsyCall, shopId: number): Promise<EtsySection[]> {
    const path = `/shops/${shopId}/sections`;
    return (
      await this.transport.send(call, {
        operation: 'getShopSections',
        method: 'GET',
        path,
        answer: sectionsSchema,
      })
    ).results;
  }

  async getShopReturnPolicies(call: EtsyCall, shopId: number): Promise<EtsyReturnPolicy[]> {
    const path = `/shops/${shopId}/policies/return`;
    return (
      await this.transport.send(call, {
        operation: 'getShopReturnPolicies',
        method: 'GET',
        path,
        answer: returnPoliciesSchema,
      })
    ).results;
  }

  /** One page of the owner's listings of one state, with pictures. Inventories: see getListingsInventory. */
  getListingsByShop(
    call: EtsyCall,
    shopId: number,
    state: EtsyListingState,
    page: EtsyPageOptions = {},
  ): Promise<EtsyListingPage> {
    return this.transport.send(call, {
      operation: 'getListingsByShop',
      method: 'GET',
      path: `/shops/${shopId}/listings`,
      query: { state, ...pageQuery(page), includes: ['Images'] },
      answer: listingPageSchema,
    });
  }

  /** One page of the active listings of some sections, without pictures. */
  getListingsByShopSectionId(
    call: EtsyCall,
    shopId: number,
    sectionIds: readonly number[],
    page: EtsyPageOptions = {},
  ): Promise<EtsyListingPage> {
    return this.transport.send(call, {
      operation: 'getListingsByShopSectionId',
      method: 'GET',
      path: `/shops/${shopId}/shop-sections/listings`,
      query: { shop_section_ids: sectionIds, ...pageQuery(page) },
      answer: listingPageSchema,
    });
  }

  /** One listing with its pictures; `not_found` when it was deleted. */
  getListing(call: EtsyCall, listingId: number): Promise<EtsyListing> {
    return this.transport.send(call, {
      operation: 'getListing',
      method: 'GET',
      path: `/listings/${listingId}`,
      query: { includes: ['Images'] },
      answer: listingSchema,
    });
  }

  /** Up to 100 listings with their pictures; those that are gone are missing from the answer. */
  getListingsByListingIds(call: EtsyCall, listingIds: readonly number[]): Promise<EtsyListingPage> {
    return this.transport.send(call, {
      operation: 'getListingsByListingIds',
      method: 'GET',
      path: '/listings/batch',
      query: { listing_ids: listingIds, includes: ['Images'] },
      answer: listingPageSchema,
    });
  }

  async getListingImages(call: EtsyCall, listingId: number): Promise<EtsyImage[]> {
    const path = `/listings/${listingId}/images`;
    return (
      await this.transport.send(call, {
        operation: 'getListingImages',
        method: 'GET',
        path,
        answer: imagesSchema,
      })
    ).results;
  }

  /**
   * The variations with price and stock. Null when Etsy has no record: the listing was never edited in the inventory
   * tool, so the stock is unknown, not zero; or the listing is gone, which getListing tells.
   */
  async getListingInventory(call: EtsyCall, listingId: number): Promise<EtsyInventory | null> {
    const path = `/listings/${listingId}/inventory`;
    try {
      return await this.transport.send(call, {
        operation: 'getListingInventory',
        method: 'GET',
        path,
        answer: inventorySchema,
      });
    } catch (error) {
      if (error instanceof EtsyFailure && error.reason === 'not_found') return null;
      throw error;
    }
  }

  /** Up to 100 listings with their inventories; `not_found` as a whole when one of them is gone. */
  getListingsInventory(call: EtsyCall, listingIds: readonly number[]): Promise<EtsyListingPage> {
    return this.transport.send(call, {
      operation: 'getListingsInventoryByListingIds',
      method: 'GET',
      path: '/listings/batch/inventory',
      query: { listing_ids: listingIds },
      answer: listingPageSchema,
    });
  }

  /** Replaces the whole inventory of a listing; see `inventoryToUpdate`. */
  updateListingInventory(
    call: EtsyCall,
    listingId: number,
    update: EtsyInventoryUpdate,
  ): Promise<EtsyInventory> {
    return this.transport.send(call, {
      operation: 'updateListingInventory',
      method: 'PUT',
      path: `/listings/${listingId}/inventory`,
      body: { json: update },
      answer: inventorySchema,
    });
  }

  /** Changes the named fields of a listing; the others stay. */
  updateListing(
    call: EtsyCall,
    shopId: number,
    listingId: number,
    changes: EtsyListingChanges,
  ): Promise<EtsyListing> {
    const { shopSectionId, ...rest } = changes;
    return this.transport.send(call, {
      operation: 'updateListing',
      method: 'PATCH',
      path: `/shops/${shopId}/listings/${listingId}`,
      body: { form: { ...rest, shop_section_id: shopSectionId } },
      answer: listingSchema,
    });
  }

  /** An order of the shop. `not_found` when the shop has none of this number. Needs `transactions_r`. */
  getShopReceipt(call: EtsyCall, shopId: number, receiptId: number): Promise<EtsyReceipt> {
    return this.transport.send(call, {
      operation: 'getShopReceipt',
      method: 'GET',
      path: `/shops/${shopId}/receipts/${receiptId}`,
      answer: receiptSchema,
    });
  }

  /** Ends kept connections; requests under way fail. */
  close(): Promise<void> {
    return this.transport.close();
  }
}

function pageQuery({
  limit,
  offset,
  sortOn,
  sortOrder,
}: EtsyPageOptions): Record<string, string | number | undefined> {
  return { limit, offset, sort_on: sortOn, sort_order: sortOrder };
}
