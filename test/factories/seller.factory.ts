/** Rows for tests, inserted by SQL; only what a test names matters. Each makes the parents it needs. */
import type { DataSource } from 'typeorm';
import { newId, type Id } from '#platform/ids';

export interface TestSeller {
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
}

/** A seller with a connected shop and an agent. */
export async function aSellerWithAgent(
  db: DataSource,
  given: { shopName?: string; config?: Record<string, unknown>; soul?: string } = {},
): Promise<TestSeller> {
  const sellerId = newId('sel');
  await db.query(
    `insert into sellers (id, email, password_hash, name) values ($1, $2, 'none', 'Shop Owner')`,
    [sellerId, `${sellerId}@example.com`],
  );
  return { sellerId, agentId: await anAgentOf(db, sellerId, given) };
}

/** A connected shop and an agent for a seller who has neither. */
export async function anAgentOf(
  db: DataSource,
  sellerId: string,
  given: { shopName?: string; config?: Record<string, unknown>; soul?: string } = {},
): Promise<Id<'agt'>> {
  const agentId = newId('agt');
  const shopName = given.shopName ?? `Shop ${sellerId.slice(-6)}`;
  await db.query(
    `insert into etsy_connections (id, seller_id, shop_id, shop_name, etsy_user_id, access_token, refresh_token,
       token_expires_at, refresh_token_expires_at)
     values ($1, $2, $3, $4, '1', 'sealed', 'sealed', now() + interval '1 hour', now() + interval '90 days')`,
    [newId('etsy'), sellerId, sellerId.slice(-12), shopName],
  );
  await db.query(
    `insert into agents (id, seller_id, name, workspace_path, config, soul_instructions)
     values ($1, $2, $3, '', $4, $5)`,
    [
      agentId,
      sellerId,
      `${shopName} Agent`,
      JSON.stringify({ debounceMs: 0, ...given.config }),
      given.soul ?? '',
    ],
  );
  return agentId;
}

/** A product of a seller; quantity 3, 24.99 USD and active unless said otherwise. */
export async function aProduct(
  db: DataSource,
  sellerId: Id<'sel'>,
  given: {
    title: string;
    priceMinor?: number;
    quantity?: number | null;
    state?: string;
    description?: string;
  },
): Promise<Id<'prod'>> {
  const id = newId('prod');
  const etsyId = String(1_000_000_000 + Math.floor(Math.random() * 1_000_000_000));
  await db.query(
    `insert into products (id, seller_id, etsy_id, title, description, price_minor, currency, quantity, state, url,
       content_hash, synced_at)
     values ($1, $2, $3, $4, $5, $6, 'USD', $7, $8, $9, 'x', now())`,
    [
      id,
      sellerId,
      etsyId,
      given.title,
      given.description ?? '',
      given.priceMinor ?? 2499,
      given.quantity === undefined ? 3 : given.quantity,
      given.state ?? 'active',
      `https://www.etsy.com/listing/${etsyId}`,
    ],
  );
  return id;
}
