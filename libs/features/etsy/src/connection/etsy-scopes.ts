/** What a seller is asked to allow at Etsy: the least that the product needs. */
import type { EtsyScope } from '#clients/etsy';

/** Reads a shop's orders. */
export const ORDERS_SCOPE: EtsyScope = 'transactions_r';

const ALWAYS: readonly EtsyScope[] = ['shops_r', 'listings_r', 'listings_w'];

/**
 * Read the shop and its listings and publish approved changes; read orders only where buyers may be told of theirs.
 * More than before takes a new consent: whoever connected earlier connects once more.
 */
export function etsyScopes(etsy: { orderStatus: boolean }): readonly EtsyScope[] {
  return etsy.orderStatus ? [...ALWAYS, ORDERS_SCOPE] : ALWAYS;
}
