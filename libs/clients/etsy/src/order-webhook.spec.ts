import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { readOrderWebhook } from './order-webhook.js';

const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes....').toString('base64')}`;
const EVENT = {
  event_type: 'order.paid',
  resource_url: 'https://api.etsy.com/v3/application/shops/42/receipts/7',
  shop_id: 42,
};

function signed(body: unknown, at = new Date(), secret = SECRET) {
  const raw = JSON.stringify(body);
  const headers = {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, raw),
  };
  return { raw, headers };
}

describe('order webhooks', () => {
  it('reads a signed event, with the shop id as number or text', () => {
    for (const shop_id of [42, '42']) {
      const { raw, headers } = signed({ ...EVENT, shop_id });
      expect(readOrderWebhook(SECRET, headers, raw)).toEqual({
        ok: true,
        event: { webhookId: 'msg_1', eventType: 'order.paid', shopId: 42, receiptId: 7 },
      });
    }
  });

  it('refuses a changed body, another secret, an old timestamp and no signature', () => {
    const { raw, headers } = signed(EVENT);
    const refused = { ok: false, problem: 'signature' };
    expect(readOrderWebhook(SECRET, headers, `${raw} `)).toEqual(refused);
    const other = signed(EVENT, new Date(), `whsec_${Buffer.from('another').toString('base64')}`);
    expect(readOrderWebhook(SECRET, other.headers, other.raw)).toEqual(refused);
    const old = signed(EVENT, new Date(Date.now() - 600_000));
    expect(readOrderWebhook(SECRET, old.headers, old.raw)).toEqual(refused);
    expect(readOrderWebhook(SECRET, {}, raw)).toEqual(refused);
  });

  it('refuses addresses that lead elsewhere or to another shop', () => {
    const urls = [
      'https://evil.example/v3/application/shops/42/receipts/7',
      'https://api.etsy.com.evil.example/v3/application/shops/42/receipts/7',
      'https://api.etsy.com/v3/application/shops/43/receipts/7',
      'https://api.etsy.com/v3/application/shops/42/receipts/7/../../9',
    ];
    for (const resource_url of urls) {
      const { raw, headers } = signed({ ...EVENT, resource_url });
      expect(readOrderWebhook(SECRET, headers, raw)).toEqual({ ok: false, problem: 'shape' });
    }
  });
});
