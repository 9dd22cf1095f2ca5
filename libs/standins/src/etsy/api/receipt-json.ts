/** An order in the words of Etsy's document. Of the address only what the order names is told; the rest is null, as for new applications. */
import { escapeHtml, moneyJson } from './etsy-json.js';
import type { ReceiptRecord, ShopRecord } from '../etsy-state.js';

/** A ShopReceipt with its one transaction. */
export function receiptJson(receipt: ReceiptRecord, shop: ShopRecord): Record<string, unknown> {
  const total = moneyJson(receipt.priceMinor * receipt.quantity, shop.currency);
  const nothing = moneyJson(0, shop.currency);
  return {
    receipt_id: receipt.receiptId,
    receipt_type: 0,
    seller_user_id: shop.userId,
    seller_email: null,
    buyer_user_id: receipt.buyerUserId,
    buyer_email: null,
    name: escapeHtml(receipt.buyerName),
    first_line: null,
    second_line: null,
    city: null,
    state: null,
    zip: receipt.zip ?? null,
    formatted_address: null,
    country_iso: receipt.countryIso === undefined ? 'US' : receipt.countryIso,
    status: receipt.status,
    payment_method: 'cc',
    payment_email: null,
    message_from_seller: null,
    message_from_buyer: null,
    message_from_payment: null,
    is_paid: receipt.status !== 'canceled',
    is_shipped: receipt.isShipped,
    create_timestamp: receipt.createdAt,
    created_timestamp: receipt.createdAt,
    update_timestamp: receipt.updatedAt,
    updated_timestamp: receipt.updatedAt,
    is_gift: false,
    gift_message: '',
    gift_sender: '',
    grandtotal: total,
    subtotal: total,
    total_price: total,
    total_shipping_cost: nothing,
    total_tax_cost: nothing,
    total_vat_cost: nothing,
    discount_amt: nothing,
    gift_wrap_price: nothing,
    shipments: shipmentsJson(receipt),
    refunds: [],
    transactions: [transactionJson(receipt, shop)],
  };
}

function shipmentsJson({ shipment, receiptId }: ReceiptRecord): Record<string, unknown>[] {
  if (!shipment) return [];
  return [
    {
      receipt_shipping_id: receiptId + 2,
      shipment_notification_timestamp: shipment.shippedAt,
      carrier_name: shipment.carrier,
      tracking_code: shipment.trackingCode,
    },
  ];
}

function transactionJson(receipt: ReceiptRecord, shop: ShopRecord): Record<string, unknown> {
  return {
    transaction_id: receipt.receiptId + 1,
    title: escapeHtml(receipt.title),
    description: null,
    seller_user_id: shop.userId,
    buyer_user_id: receipt.buyerUserId,
    create_timestamp: receipt.createdAt,
    created_timestamp: receipt.createdAt,
    paid_timestamp: receipt.createdAt,
    shipped_timestamp: receipt.isShipped
      ? (receipt.shipment?.shippedAt ?? receipt.updatedAt)
      : null,
    quantity: receipt.quantity,
    listing_image_id: null,
    receipt_id: receipt.receiptId,
    is_digital: false,
    file_data: '',
    listing_id: receipt.listingId,
    transaction_type: 'listing',
    product_id: receipt.productId,
    sku: receipt.sku,
    price: moneyJson(receipt.priceMinor, shop.currency),
    shipping_cost: moneyJson(0, shop.currency),
    variations: [],
    product_data: [],
    shipping_profile_id: null,
    min_processing_days: null,
    max_processing_days: null,
    shipping_method: null,
    shipping_upgrade: null,
    expected_ship_date: receipt.expectedShipAt ?? null,
    buyer_coupon: 0,
    shop_coupon: 0,
  };
}
