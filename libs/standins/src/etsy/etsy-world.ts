/** The shops behind the Etsy stand-in: who owns them, what they sell, what was changed and ordered. */
import { Catalogue } from './catalogue/catalogue.js';
import { EtsyHttpError } from './api/etsy-http-error.js';
import type { EtsyState, ReceiptRecord, ShopRecord } from './etsy-state.js';
import { BulkSource, DemoSource } from './catalogue/listing-sources.js';
import { newcomerShop, newShop, SHOP_AGE_SECONDS, type NewShop } from './new-shop.js';
import { demoOrder } from './words/demo-orders.js';
import {
  listingPriceMinor,
  type ListingEdit,
  type StandinListing,
} from './catalogue/standin-listing.js';

/** What a buyer orders; the first product with enough stock by default. */
export interface NewOrder {
  listingId: number;
  productId?: number | undefined;
  quantity?: number | undefined;
  buyerName?: string | undefined;
  /** Where it goes; absent: Etsy does not show it. */
  zip?: string | undefined;
}

export class EtsyWorld {
  private readonly catalogues = new Map<number, Catalogue>();

  constructor(
    private readonly state: () => EtsyState,
    readonly save: () => void,
    readonly now: () => number,
  ) {}

  get nowSeconds(): number {
    return Math.floor(this.now() / 1_000);
  }

  shops(): readonly ShopRecord[] {
    return this.state().shops;
  }

  /** Sets up a shop. Throws when its owner has one, or the size is out of range. */
  addShop(options: NewShop): ShopRecord {
    const state = this.state();
    const shop = newShop(options, state.shops.length, this.nowSeconds);
    if (state.shops.some((s) => s.userId === shop.userId)) {
      throw new EtsyHttpError(409, `member ${shop.userId} has a shop already`);
    }
    state.shops.push(shop);
    this.save();
    return shop;
  }

  /** A shop for somebody who comes to try: a name of its own, about a hundred listings. */
  openDemoShop(): ShopRecord {
    return this.addShop(newcomerShop(this.shops()));
  }

  /** The shop, or 404. */
  shop(shopId: number): ShopRecord {
    const shop = this.state().shops.find((s) => s.shopId === shopId);
    if (shop === undefined) {
      throw new EtsyHttpError(404, `Could not find a Shop with shop_id = ${shopId}`);
    }
    return shop;
  }

  /** Changes what a shop says about itself (vacation, announcement, policies). */
  editShop(
    shopId: number,
    changes: Partial<
      Pick<ShopRecord, 'isVacation' | 'vacationMessage' | 'announcement' | 'title' | 'policies'>
    >,
  ): ShopRecord {
    const shop = Object.assign(this.shop(shopId), changes, { updatedAt: this.nowSeconds });
    this.save();
    return shop;
  }

  catalogue(shop: ShopRecord): Catalogue {
    const known = this.catalogues.get(shop.shopId);
    if (known) return known;
    const { seed, firstListingId, firstSectionId } = shop;
    const options = {
      seed,
      epoch: shop.createdAt + SHOP_AGE_SECONDS,
      size: shop.listings,
      firstListingId,
      firstSectionId,
    };
    const source =
      shop.kind === 'bulk' ? new BulkSource(options, shop.states) : new DemoSource(options);
    const edits = (this.state().edits[shop.shopId] ??= {});
    const catalogue = new Catalogue(source, edits);
    this.catalogues.set(shop.shopId, catalogue);
    return catalogue;
  }

  /** A listing of any shop; null when there is none (or no longer). */
  findListing(listingId: number): { shop: ShopRecord; listing: StandinListing } | null {
    for (const shop of this.state().shops) {
      const listing = this.catalogue(shop).get(listingId);
      if (listing !== null) return { shop, listing };
    }
    return null;
  }

  /** A listing of any shop, or 404. */
  listing(listingId: number): { shop: ShopRecord; listing: StandinListing } {
    const found = this.findListing(listingId);
    if (found === null) {
      throw new EtsyHttpError(404, `Could not find a Listing with listing_id = ${listingId}`);
    }
    return found;
  }

  /** Changes a listing and marks it updated now. */
  editListing(listingId: number, edit: ListingEdit): StandinListing {
    const { shop } = this.listing(listingId);
    const listing = this.catalogue(shop).edit(listingId, edit, this.nowSeconds);
    this.save();
    if (listing === null) throw new EtsyHttpError(404, 'Listing was deleted');
    return listing;
  }

  deleteListing(listingId: number): void {
    const { shop } = this.listing(listingId);
    this.catalogue(shop).delete(listingId);
    this.save();
  }

  /** Sets the stock of one product of a listing, or of all of them. */
  setStock(listingId: number, quantity: number, productId?: number): StandinListing {
    const { listing } = this.listing(listingId);
    if (listing.inventory === null) return this.editListing(listingId, { baseQuantity: quantity });
    const products = listing.inventory.products.map((p) =>
      productId === undefined || p.productId === productId ? { ...p, quantity } : p,
    );
    return this.editListing(listingId, { inventory: { ...listing.inventory, products } });
  }

  /** A new id for anything. */
  nextId(): number {
    return (this.state().lastId += 1);
  }

  /** A buyer orders: the stock goes down and a receipt stands in the shop. Throws 400 when it is not to be had. */
  placeOrder({
    listingId,
    productId,
    quantity = 1,
    buyerName = 'Robin Buyer',
    zip,
  }: NewOrder): ReceiptRecord {
    const { shop, listing } = this.listing(listingId);
    const product = pickProduct(listing, quantity, productId);
    if (product.quantity < quantity) {
      throw new EtsyHttpError(400, 'Not enough stock for this order');
    }
    this.setStock(listingId, product.quantity - quantity, product.productId ?? undefined);
    const receipt: ReceiptRecord = {
      ...product,
      receiptId: this.nextId(),
      shopId: shop.shopId,
      listingId,
      quantity,
      title: listing.title,
      buyerUserId: 910_000_001,
      buyerName,
      status: 'paid',
      isShipped: false,
      createdAt: this.nowSeconds,
      updatedAt: this.nowSeconds,
      zip: zip ?? null,
    };
    this.state().receipts.push(receipt);
    this.save();
    return receipt;
  }

  /** A receipt of a shop, or 404. */
  receipt(shopId: number, receiptId: number): ReceiptRecord {
    const shop = this.shop(shopId);
    const receipt =
      this.state().receipts.find((r) => r.receiptId === receiptId && r.shopId === shopId) ??
      demoOrder(shop, this.catalogue(shop), receiptId, this.nowSeconds);
    if (receipt === null) {
      throw new EtsyHttpError(404, `Could not find a Receipt with receipt_id = ${receiptId}`);
    }
    return receipt;
  }
}

interface OrderedProduct {
  productId: number | null;
  sku: string | null;
  quantity: number;
  priceMinor: number;
}

/** The product that is ordered: the one named, else the first with enough stock, else the listing itself. */
function pickProduct(
  listing: StandinListing,
  quantity: number,
  productId?: number,
): OrderedProduct {
  if (listing.inventory === null) {
    return {
      productId: null,
      sku: null,
      quantity: listing.baseQuantity,
      priceMinor: listingPriceMinor(listing),
    };
  }
  const wanted = listing.inventory.products.find((p) =>
    productId === undefined ? p.quantity >= quantity : p.productId === productId,
  );
  if (wanted === undefined) throw new EtsyHttpError(400, 'Not enough stock for this order');
  return {
    productId: wanted.productId,
    sku: wanted.sku,
    quantity: wanted.quantity,
    priceMinor: wanted.priceMinor,
  };
}
