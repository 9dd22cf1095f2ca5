/** Sends an order event the way Etsy's portal-managed webhooks do: Standard Webhooks headers over a flat body. */
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** What to send; everything has a believable default but the shop and the receipt. */
export interface OrderWebhook {
  eventType?: 'order.paid' | 'order.canceled' | 'order.shipped' | 'order.delivered' | undefined;
  shopId: number;
  receiptId: number;
  /** The same id again is a redelivery. */
  webhookId?: string | undefined;
  /** Seconds since 1970; now by default. An old one must be refused. */
  timestamp?: number | undefined;
  /** `https://api.etsy.com` by default, as in real events. */
  resourceHost?: string | undefined;
  /** Etsy has sent the shop id as a number and as a string. */
  shopIdAsString?: boolean | undefined;
  /** Sign with something else, for tests of the refusal. */
  signature?: string | undefined;
}

/** Posts the event. Resolves with the receiver's status; rejects when it cannot be reached. */
export async function sendOrderWebhook(
  url: string,
  secret: string,
  order: OrderWebhook,
): Promise<{ status: number; webhookId: string }> {
  const webhookId = order.webhookId ?? `msg_${randomUUID().replaceAll('-', '')}`;
  const timestamp = order.timestamp ?? Math.floor(Date.now() / 1_000);
  const host = order.resourceHost ?? 'https://api.etsy.com';
  const body = JSON.stringify({
    event_type: order.eventType ?? 'order.paid',
    resource_url: `${host}/v3/application/shops/${order.shopId}/receipts/${order.receiptId}`,
    shop_id: order.shopIdAsString ? String(order.shopId) : order.shopId,
  });
  const signature =
    order.signature ?? new Webhook(secret).sign(webhookId, new Date(timestamp * 1_000), body);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': webhookId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signature,
    },
    body,
    signal: AbortSignal.timeout(15_000),
  });
  await response.arrayBuffer();
  return { status: response.status, webhookId };
}
