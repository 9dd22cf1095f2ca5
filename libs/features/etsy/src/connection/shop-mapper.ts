import { decodeEtsyText, type EtsyShop } from '#clients/etsy';
import { storableText } from '#platform/database';

const TEXT_MAX_CHARS = 4_000;

/** What is kept of a shop: what buyers may be told. */
export function shopFactsOf(shop: EtsyShop): Record<string, unknown> {
  return {
    title: text(shop.title),
    announcement: text(shop.announcement),
    url: shop.url ?? null,
    currency: shop.currency_code ?? null,
    isVacation: shop.is_vacation ?? false,
    vacationMessage: text(shop.vacation_message),
    acceptsCustomRequests: shop.accepts_custom_requests ?? null,
    policies: {
      welcome: text(shop.policy_welcome),
      payment: text(shop.policy_payment),
      shipping: text(shop.policy_shipping),
      refunds: text(shop.policy_refunds),
      additional: text(shop.policy_additional),
    },
  };
}

function text(value: string | null | undefined): string | null {
  const decoded = value ? decodeEtsyText(value).trim() : '';
  // The cut may go through the middle of a character, and half a one is stored by no database.
  return decoded === '' ? null : storableText(decoded.slice(0, TEXT_MAX_CHARS));
}
