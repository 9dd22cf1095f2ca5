/** SQL of the table `mailed_tokens`. Expiry is judged by the database's time. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Db, row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { MailedTokenPurpose } from './mailed-token.entity.js';

/** A link to be mailed. */
export interface NewMailedToken {
  id: Id<'tok'>;
  purpose: MailedTokenPurpose;
  tokenHash: string;
  lifetimeMs: number;
  /** Most mails of this purpose in an hour. */
  hourlyMax: number;
}

/** Reads and writes mailed links. */
@Injectable()
export class MailedTokensRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** False when the account has been mailed often enough within the hour. */
  async insertUnlessTooMany(db: Db, sellerId: Id<'sel'>, token: NewMailedToken): Promise<boolean> {
    const found = await row(
      db,
      `insert into mailed_tokens (id, seller_id, purpose, token_hash, expires_at)
       select $1, $2, $3, $4, now() + $5 * interval '1 millisecond'
        where (select count(*) from mailed_tokens
                where seller_id = $2 and purpose = $3 and created_at > now() - interval '1 hour') < $6
       returning id`,
      [token.id, sellerId, token.purpose, token.tokenHash, token.lifetimeMs, token.hourlyMax],
    );
    return found !== null;
  }

  /** Uses a link up, and all others of its purpose with it. Null when it is used, expired or unknown. */
  async redeemAcrossSellers(
    db: Db,
    tokenHash: string,
    purpose: MailedTokenPurpose,
  ): Promise<Id<'sel'> | null> {
    const found = await row<{ sellerId: Id<'sel'> }>(
      db,
      `update mailed_tokens set used_at = now()
        where token_hash = $1 and purpose = $2 and used_at is null and expires_at > now() returning seller_id`,
      [tokenHash, purpose],
    );
    if (!found) return null;
    await db.query(
      `update mailed_tokens set used_at = now() where seller_id = $1 and purpose = $2 and used_at is null`,
      [found.sellerId, purpose],
    );
    return found.sellerId;
  }

  /** Whether a link would still work; uses nothing up. */
  async isGoodAcrossSellers(tokenHash: string, purpose: MailedTokenPurpose): Promise<boolean> {
    const found = await row(
      this.dataSource,
      `select 1 from mailed_tokens
        where token_hash = $1 and purpose = $2 and used_at is null and expires_at > now()`,
      [tokenHash, purpose],
    );
    return found !== null;
  }

  /** Clears away links that nobody can use any more, a batch at a time. */
  async deleteExpiredAcrossSellers(limit: number): Promise<number> {
    const gone = await rows(
      this.dataSource,
      `delete from mailed_tokens where id in
         (select id from mailed_tokens where expires_at < now() - interval '1 hour' limit $1) returning id`,
      [limit],
    );
    return gone.length;
  }
}
