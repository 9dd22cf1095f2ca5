/** SQL of `etsy_oauth_states`: started connection attempts. Only a hash of `state` is stored. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';

/** How `state` is looked up and what its sealed verifier is bound to. */
export function hashState(state: string): string {
  return createHash('sha256').update(state).digest('hex');
}

@Injectable()
export class EtsyOauthStatesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Keeps an attempt for ten minutes; old ones go at the same time. */
  async insert(attempt: {
    stateHash: string;
    sellerId: Id<'sel'>;
    codeVerifier: string;
  }): Promise<void> {
    await rows(
      this.dataSource,
      `delete from etsy_oauth_states where expires_at < now() - interval '1 day'`,
    );
    await rows(
      this.dataSource,
      `insert into etsy_oauth_states (state_hash, seller_id, code_verifier, expires_at)
       values ($1, $2, $3, now() + interval '10 minutes')`,
      [attempt.stateHash, attempt.sellerId, attempt.codeVerifier],
    );
  }

  /** Uses an attempt up. Null when it is unknown, used already, or too old. */
  async use(stateHash: string): Promise<{ sellerId: Id<'sel'>; codeVerifier: string } | null> {
    return row(
      this.dataSource,
      `update etsy_oauth_states set used_at = now()
        where state_hash = $1 and used_at is null and expires_at > now()
        returning seller_id, code_verifier`,
      [stateHash],
    );
  }
}
