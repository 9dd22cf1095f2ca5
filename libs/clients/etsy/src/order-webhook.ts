/**
 * Etsy's order webhooks (Standard Webhooks): the signature is checked in constant time against the raw body, and the
 * address inside must have the shape of a receipt of that shop. The address itself is never called: it comes from
 * outside, and a token would go with it. Deduplicate by `webhookId`.
 */
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { idSchema } from './etsy-listing.schemas.js';

export interface EtsyOrderEvent {
  webhookId: string;
  /** `order.paid`, `order.canceled`, `order.shipped`, `order.delivered`; an open set. */
  eventType: string;
  shopId: number;
  receiptId: number;
}

/** `signature`: wrong, missing, or older than five minutes. `shape`: signed, but not an order event we can read. */
export type EtsyOrderWebhookResult =
  | { ok: true; event: EtsyOrderEvent }
  | { ok: false; problem: 'signature' | 'shape' };

const eventSchema = z.object({
  event_type: z.string().min(1),
  resource_url: z.url(),
  shop_id: idSchema,
});
const RECEIPT_PATH = /^\/v3\/application\/shops\/(\d{1,15})\/receipts\/(\d{1,15})$/;
const HOSTS = new Set(['api.etsy.com', 'openapi.etsy.com']);

/** @param secret as Etsy's portal shows it, with `whsec_` @param headers names in lower case */
export function readOrderWebhook(
  secret: string,
  headers: Record<string, string | string[] | undefined>,
  rawBody: string,
): EtsyOrderWebhookResult {
  const plain = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
  let body: unknown;
  try {
    body = new Webhook(secret).verify(rawBody, plain);
  } catch {
    return { ok: false, problem: 'signature' };
  }
  const parsed = eventSchema.safeParse(body);
  const url = parsed.success ? new URL(parsed.data.resource_url) : null;
  const match = url === null ? null : RECEIPT_PATH.exec(url.pathname);
  if (
    !parsed.success ||
    url === null ||
    match === null ||
    !HOSTS.has(url.hostname) ||
    Number(match[1]) !== parsed.data.shop_id
  ) {
    return { ok: false, problem: 'shape' };
  }
  const { event_type, shop_id } = parsed.data;
  return {
    ok: true,
    event: {
      webhookId: plain['webhook-id'] ?? '',
      eventType: event_type,
      shopId: shop_id,
      receiptId: Number(match[2]),
    },
  };
}
