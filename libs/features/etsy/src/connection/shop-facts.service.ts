/** What is known of a seller's shop, for the agent's prompt and tools. */
import { Injectable } from '@nestjs/common';
import type { Id } from '#platform/ids';
import { EtsyConnectionsRepository } from './etsy-connections.repository.js';
import { readShopFacts, type ShopDetails } from './shop-details.js';

export interface ShopFacts {
  shopName: string;
  /** Facts as lines of text: title, announcement, vacation, policies. */
  lines: string[];
}

const LINE_MAX_CHARS = 1_000;

@Injectable()
export class ShopFactsService {
  constructor(private readonly connections: EtsyConnectionsRepository) {}

  /** @returns null when the seller has no Etsy connection */
  async forSeller(sellerId: Id<'sel'>): Promise<ShopFacts | null> {
    const details = await this.details(sellerId);
    if (!details) return null;
    const { shopName, title, announcement, policies } = details;
    const lines = [
      fact('About', title),
      fact('Announcement', announcement),
      details.isOnVacation
        ? fact('The shop is on vacation', details.vacationMessage ?? 'yes')
        : null,
      details.acceptsCustomRequests === null
        ? null
        : fact('Custom requests', details.acceptsCustomRequests ? 'welcome' : 'not taken'),
      fact('Payment policy', policies.payment),
      fact('Shipping policy', policies.shipping),
      fact('Returns and refunds', policies.refunds),
      fact('Further policies', policies.additional),
    ];
    return { shopName, lines: lines.filter((line) => line !== null) };
  }

  /** The same, field by field: what `get_shop_info` answers. Null without a connection. */
  async details(sellerId: Id<'sel'>): Promise<ShopDetails | null> {
    const connection = await this.connections.findBySeller(sellerId);
    return connection && { shopName: connection.shopName, ...readShopFacts(connection.shop) };
  }
}

function fact(label: string, value: string | null): string | null {
  if (value === null || value.trim() === '') return null;
  const line = value.replace(/\s+/g, ' ').trim().slice(0, LINE_MAX_CHARS);
  // The cut may go through the middle of a character, and half a one is JSON that no model takes.
  return `${label}: ${line.toWellFormed()}`;
}
