/** SQL of the table `sellers`. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Db, row } from '#platform/database';
import type { Id } from '#platform/ids';
import type { Seller } from './seller.js';

const SELLER = 'id, email, name, plan, status, created_at';

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
}
