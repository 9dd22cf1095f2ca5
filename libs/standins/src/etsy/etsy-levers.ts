/**
 * Everything a test, a demo or a person can tell the Etsy stand-in to do, and what it tells about itself. `EtsyStandin`
 * puts it on the network; control-routes.ts offers the same under /etsy/_control/.
 */
import { JsonState } from '../json-state.js';
import { ApiGate, type EtsyApp } from './api/api-gate.js';
import type { ListingEdit, StandinListing } from './catalogue/standin-listing.js';
import {
  emptyEtsyState,
  readEtsyState,
  type EtsyState,
  type ReceiptRecord,
  type ShopRecord,
} from './etsy-state.js';
import { EtsyWorld, type NewOrder } from './etsy-world.js';
import type { NewShop } from './new-shop.js';
import { type LifeEvent, liveOneStep } from './everyday-life.js';
import { OauthStore, type OauthSettings, type TokenAnswer } from './oauth/oauth-store.js';
import { type OrderWebhook, sendOrderWebhook } from './order-webhook.js';
import { type Fault, Faults } from './trouble/faults.js';
import { Paging, type PagingTrouble } from './trouble/paging.js';
import type { RateLimitSettings } from './trouble/rate-limits.js';
import { type LoggedRequest, type RequestCounters, RequestLog } from './trouble/request-log.js';
import { DEMO_OWNER } from './words/demo-shop.js';

export interface EtsyLeverOptions {
  /** Where state survives a restart; null or absent: memory only. */
  stateFile?: string | null;
  /** The registered application; absent: any well-formed key and any address. */
  app?: EtsyApp | null;
  /** Set up the demo shop (default true). */
  demoShop?: boolean;
  limits?: Partial<RateLimitSettings>;
  oauth?: Partial<OauthSettings>;
  /** Milliseconds since 1970; for tests of expiry. */
  now?: () => number;
}

const DEFAULT_LIMITS: RateLimitSettings = { perSecond: 10, perDay: 10_000, enforced: true };
const DEFAULT_OAUTH: OauthSettings = {
  codeTtlSeconds: 600,
  accessTtlSeconds: 3_600,
  refreshTtlSeconds: 90 * 86_400,
};
const ALL_SCOPES = ['shops_r', 'listings_r', 'listings_w', 'transactions_r'];

/** The stand-in without its routes. */
export class EtsyLevers {
  readonly world: EtsyWorld;
  readonly oauth: OauthStore;
  protected readonly state: JsonState<EtsyState>;
  private readonly limits: RateLimitSettings;
  private readonly faults = new Faults();
  private readonly log = new RequestLog();
  protected readonly pages = new Paging();
  protected readonly gate: ApiGate;
  protected app: EtsyApp | null;

  constructor(options: EtsyLeverOptions = {}) {
    const now = options.now ?? Date.now;
    this.state = new JsonState(options.stateFile ?? null, emptyEtsyState(), readEtsyState);
    const save = (): void => this.state.save();
    const state = (): EtsyState => this.state.value;
    this.app = options.app ?? null;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.oauth = new OauthStore(state, save, { ...DEFAULT_OAUTH, ...options.oauth }, now);
    this.world = new EtsyWorld(state, save, now);
    const app = (): EtsyApp | null => this.app;
    this.gate = new ApiGate({
      app,
      limits: this.limits,
      oauth: this.oauth,
      faults: this.faults,
      log: this.log,
      now,
    });
    if (options.demoShop !== false && this.world.shops().length === 0) {
      const { userId, ...demo } = DEMO_OWNER;
      this.world.addShop({
        ...demo,
        ownerUserId: userId,
        title: 'Willow & Clay: ceramics, candles and woven things',
      });
    }
  }

  /** Sets up another shop; from 500 listings on its rows are computed when a page asks for them. */
  addShop(shop: NewShop): ShopRecord {
    return this.world.addShop(shop);
  }

  /** The first shop: "Willow & Clay" unless it was switched off. */
  get demoShop(): ShopRecord {
    const shop = this.world.shops()[0];
    if (shop === undefined) throw new Error('the Etsy stand-in has no shop');
    return shop;
  }

  /** Tokens for a shop's owner without walking through the consent page. */
  grant(
    shopId: number,
    o: { scopes?: string[] | undefined; clientId?: string | undefined } = {},
  ): TokenAnswer {
    const clientId = o.clientId ?? this.app?.keystring ?? 'standin';
    return this.oauth.grant(this.world.shop(shopId).userId, clientId, o.scopes ?? ALL_SCOPES);
  }

  /** The owner of a shop ends the grant: every token of theirs is dead. */
  revoke(shopId: number): number {
    return this.oauth.revoke(this.world.shop(shopId).userId);
  }

  /** Access tokens (of one shop's owner, or all) expire now. */
  expireAccess(shopId?: number): number {
    return this.oauth.expireAccess(
      shopId === undefined ? undefined : this.world.shop(shopId).userId,
    );
  }

  /** Registers the application, or null to accept anything well-formed. */
  setApp(app: EtsyApp | null): void {
    this.app = app;
  }

  /** Changes the rate limits; `usedToday` sets the day's count of the registered key (or of `keystring`). */
  setLimits(
    limits: Partial<RateLimitSettings> & {
      usedToday?: number | undefined;
      keystring?: string | undefined;
    },
  ): void {
    const { usedToday, keystring, ...settings } = limits;
    Object.assign(this.limits, settings);
    if (usedToday === undefined) return;
    const counters = this.gate.limitsOf(keystring);
    counters.addToday(usedToday - counters.usedToday());
  }

  /** Makes requests fail; returns the fault's id. */
  addFault(fault: Fault): number {
    return this.faults.add(fault);
  }

  /** Ends one fault, or all. */
  clearFaults(id?: number): void {
    this.faults.clear(id);
  }

  listFaults(): ReturnType<Faults['list']> {
    return this.faults.list();
  }

  /** Makes a shop's lists shuffle or repeat rows between pages. */
  setPaging(shopId: number, trouble: PagingTrouble): void {
    this.pages.set(this.world.shop(shopId).shopId, trouble);
  }

  /** Changes a listing as its owner would on etsy.com. Any state word is taken, documented or not. */
  editListing(listingId: number, edit: ListingEdit): StandinListing {
    return this.world.editListing(listingId, edit);
  }

  deleteListing(listingId: number): void {
    this.world.deleteListing(listingId);
  }

  /** Sets the stock of one product of a listing, or of all. */
  setStock(listingId: number, quantity: number, productId?: number): StandinListing {
    return this.world.setStock(listingId, quantity, productId);
  }

  /** A buyer orders on Etsy: stock goes down, a receipt appears. */
  placeOrder(order: NewOrder): ReceiptRecord {
    return this.world.placeOrder(order);
  }

  /** Lets steps of everyday life pass in one shop (the first by default). */
  tick(o: { steps?: number | undefined; shopId?: number | undefined } = {}): LifeEvent[] {
    const shop = o.shopId === undefined ? this.demoShop : this.world.shop(o.shopId);
    return Array.from({ length: o.steps ?? 1 }, () =>
      liveOneStep(this.world, this.state.value, shop),
    ).flat();
  }

  /** Posts a signed order event; see `OrderWebhook`. */
  sendOrderWebhook(
    url: string,
    secret: string,
    order: OrderWebhook,
  ): Promise<{ status: number; webhookId: string }> {
    return sendOrderWebhook(url, secret, order);
  }

  /** Requests after the given id, oldest first. */
  requests(sinceId?: number): LoggedRequest[] {
    return this.log.since(sinceId);
  }

  counters(): RequestCounters {
    return this.log.counters();
  }

  /** Forgets requests, counters, faults, troubles and what was used of the limits; shops and grants stay. */
  resetControls(): void {
    this.log.reset();
    this.faults.clear();
    this.pages.clear();
    this.gate.resetLimits();
  }

  /** Writes the state file now. */
  flush(): Promise<void> {
    return this.state.flush();
  }
}
