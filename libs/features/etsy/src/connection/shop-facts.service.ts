/** What is known of a seller's shop, for the agent's prompt and tools. */
import { Injectable } from '@nestjs/common';
import type { Id } from '#platform/ids';
import { EtsyConnectionsRepository } from './etsy-connections.repository.js';

export interface ShopFacts {
  shopName: string;
  /** Facts as lines of text: title, announcement, vacation. */
  lines: string[];
}

const LINE_MAX_CHARS = 1_000;

@Injectable()
export class ShopFactsService {
  constructor(private readonly connections: EtsyConnectionsRepository) {}

  /** @returns null when the seller has no Etsy connection */
  async forSeller(sellerId: Id<'sel'>): Promise<ShopFacts | null> {
    const connection = await this.connections.findBySeller(sellerId);
    if (!connection) return null;
    const { shop } = connection;
    const lines = [
      fact('About', shop['title']),
      fact('Announcement', shop['announcement']),
      shop['isVacation'] === true
        ? fact('The shop is on vacation', shop['vacationMessage'] ?? 'yes')
        : null,
    ];
    return { shopName: connection.shopName, lines: lines.filter((line) => line !== null) };
  }
}

function fact(label: string, value: unknown): string | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  return `${label}: ${value.replace(/\s+/g, ' ').trim().slice(0, LINE_MAX_CHARS)}`;
}
