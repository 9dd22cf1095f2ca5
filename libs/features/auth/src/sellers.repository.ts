/** SQL of the table `sellers`. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Db, row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { SellerPlan, SellerStatus } from './seller.entity.js';
import type { Seller } from './seller.js';

const SELLER = `id, email, name, plan, status, email_verified_at,
  totp_confirmed_at is not null as totp_enabled, created_at`;

/** A seller together with what a login must check. */
export interface SellerWithPassword extends Seller {
  passwordHash: string;
}

/** What is known of a seller who registers. */
export interface NewSeller {
  id: Id<'sel'>;
  email: string;
  name: string;
  passwordHash: string;
}

/** Reads and writes accounts. */
@Injectable()
export class SellersRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The account, or null. */
  async findById(sellerId: Id<'sel'>): Promise<Seller | null> {
    return row<Seller>(this.dataSource, `select ${SELLER} from sellers where id = $1`, [sellerId]);
  }

  /** The account behind an address (lower-case), or null. Used before anybody is known. */
  async findByEmailAcrossSellers(email: string): Promise<SellerWithPassword | null> {
    return row<SellerWithPassword>(
      this.dataSource,
      `select ${SELLER}, password_hash from sellers where email = $1`,
      [email],
    );
  }

  /** Inserts the account; null when the address has one already. */
  async insertUnlessEmailTaken(db: Db, seller: NewSeller): Promise<Seller | null> {
    return row<Seller>(
      db,
      `insert into sellers (id, email, name, password_hash) values ($1, $2, $3, $4)
       on conflict (email) do nothing returning ${SELLER}`,
      [seller.id, seller.email, seller.name, seller.passwordHash],
    );
  }

  /** Replaces a password hash by a stronger one of the same password, unless the password was changed meanwhile. */
  async replacePasswordHash(sellerId: Id<'sel'>, from: string, to: string): Promise<void> {
    await this.dataSource.query(
      `update sellers set password_hash = $3, updated_at = now()
       where id = $1 and password_hash = $2`,
      [sellerId, from, to],
    );
  }

  /** Holds the account till the end of the transaction, so that what is counted and then added to is not by two at once. */
  async lock(db: Db, sellerId: Id<'sel'>): Promise<void> {
    await db.query(`select 1 from sellers where id = $1 for no key update`, [sellerId]);
  }

  /** The password's hash, held like the account by {@link lock}; null: the account is gone. */
  async lockPasswordHash(db: Db, sellerId: Id<'sel'>): Promise<string | null> {
    const found = await row<{ passwordHash: string }>(
      db,
      `select password_hash from sellers where id = $1 for no key update`,
      [sellerId],
    );
    return found?.passwordHash ?? null;
  }

  /** Sets a new password. */
  async setPasswordHash(db: Db, sellerId: Id<'sel'>, passwordHash: string): Promise<void> {
    await db.query(`update sellers set password_hash = $2, updated_at = now() where id = $1`, [
      sellerId,
      passwordHash,
    ]);
  }

  /** Notes that mail to the address reaches its owner; the first time counts. False when that was known. */
  async markEmailVerified(db: Db, sellerId: Id<'sel'>): Promise<boolean> {
    const found = await row(
      db,
      `update sellers set email_verified_at = now(), updated_at = now()
        where id = $1 and email_verified_at is null returning id`,
      [sellerId],
    );
    return found !== null;
  }

  /** Suspends or activates; false when there is no such account. */
  async setStatusAcrossSellers(sellerId: Id<'sel'>, status: SellerStatus): Promise<boolean> {
    const found = await row(
      this.dataSource,
      `update sellers set status = $2, updated_at = now() where id = $1 returning id`,
      [sellerId, status],
    );
    return found !== null;
  }

  /** Sets the plan; false when there is no such account. */
  async setPlanAcrossSellers(sellerId: Id<'sel'>, plan: SellerPlan): Promise<boolean> {
    const found = await row(
      this.dataSource,
      `update sellers set plan = $2, updated_at = now() where id = $1 returning id`,
      [sellerId, plan],
    );
    return found !== null;
  }

  /** Deletes the account and, by cascade, everything that belongs to it. False when it is gone already. */
  async delete(db: Db, sellerId: Id<'sel'>): Promise<boolean> {
    const found = await row(db, `delete from sellers where id = $1 returning id`, [sellerId]);
    return found !== null;
  }

  /** Those of the given ids that have no account (any more). */
  async findMissingAcrossSellers(sellerIds: readonly Id<'sel'>[]): Promise<Id<'sel'>[]> {
    const found = await rows<{ id: Id<'sel'> }>(
      this.dataSource,
      `select wanted.id from unnest($1::text[]) wanted(id)
        where not exists (select 1 from sellers s where s.id = wanted.id)`,
      [sellerIds],
    );
    return found.map(({ id }) => id);
  }
}
