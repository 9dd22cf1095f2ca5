/** Which links are a shop's own: its listings and what stands in them, its page, what its seller wrote into their answers. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { canonicalLink, linksIn } from './links.js';

/** Enough to know a link that stands in all listings. */
const DESCRIPTIONS = 50;
const LISTING = /\/listing\/(\d{1,18})(?:[/?#]|$)/;

@Injectable()
export class ShopLinksRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Of these links those that are the shop's; a listing may be spelled with any words behind its number. */
  async ownLinks(sellerId: Id<'sel'>, links: readonly string[]): Promise<string[]> {
    const [listings, texts] = await Promise.all([
      this.listings(sellerId, links),
      this.textsWithLinks(sellerId),
    ]);
    const own = new Set(
      [...listings.map((one) => one.url), ...texts.flatMap(linksIn)].map(canonicalLink),
    );
    const isOwn = (link: string): boolean =>
      own.has(canonicalLink(link)) || listings.some((one) => isOf(link, one));
    const unknown = links.filter((link) => !isOwn(link));
    const described = new Set((await this.inDescriptions(sellerId, unknown)).map(canonicalLink));
    return links.filter((link) => isOwn(link) || described.has(canonicalLink(link)));
  }

  /** Links in the shop's listings that may be among these. Reads every description: asked only when there is doubt. */
  private async inDescriptions(sellerId: Id<'sel'>, links: readonly string[]): Promise<string[]> {
    if (links.length === 0) return [];
    const patterns = links.map(
      (link) => `%${canonicalLink(link).replace(/[\\%_]/g, String.raw`\$&`)}%`,
    );
    const found = await rows<{ description: string }>(
      this.dataSource,
      `select description from products
        where seller_id = $1 and deleted_at is null and lower(description) like any($2) limit $3`,
      [sellerId, patterns, DESCRIPTIONS],
    );
    return found.flatMap((one) => linksIn(one.description));
  }

  private async listings(
    sellerId: Id<'sel'>,
    links: readonly string[],
  ): Promise<{ etsyId: string; url: string }[]> {
    const etsyIds = links.flatMap((link) => LISTING.exec(link)?.[1] ?? []);
    return rows(
      this.dataSource,
      `select etsy_id::text as etsy_id, url from products
        where seller_id = $1 and deleted_at is null and etsy_id = any($2::bigint[])`,
      [sellerId, etsyIds],
    );
  }

  private async textsWithLinks(sellerId: Id<'sel'>): Promise<string[]> {
    const found = await rows<{ text: string }>(
      this.dataSource,
      `select answer as text from knowledge_entries where seller_id = $1 and answer ~ '[.]'
       union all
       select coalesce(shop->>'url', '') from etsy_connections where seller_id = $1
       union all
       select coalesce(shop->>'policies', '') from etsy_connections where seller_id = $1`,
      [sellerId],
    );
    return found.map((one) => one.text);
  }
}

/** Same host, same number. */
function isOf(link: string, listing: { etsyId: string; url: string }): boolean {
  const host = canonicalLink(listing.url).split('/')[0] ?? '';
  return (
    LISTING.exec(link)?.[1] === listing.etsyId && canonicalLink(link).startsWith(`${host}/listing/`)
  );
}
