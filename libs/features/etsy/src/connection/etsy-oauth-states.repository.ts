/** SQL of `etsy_oauth_states`: started connection attempts. Only a hash of `state` is stored. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';

/** How `state` and the browser's key are stored; a sealed verifier is bound to the hash of its state. */
export function hashState(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A started attempt, as stored. */
export interface OauthAttempt {
  sellerId: Id<'sel'>;
  codeVerifier: string;
  browserHash: string;
}

@Injectable()
export class EtsyOauthStatesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Keeps an attempt for ten minutes; old ones go at the same time. */
  async insert(attempt: OauthAttempt & { stateHash: string }): Promise<void> {
    await rows(
      this.dataSource,
      `delete from etsy_oauth_states where expires_at < now() - interval '1 day'`,
    );
    await rows(
      this.dataSource,
      `insert into etsy_oauth_states (state_hash, seller_id, code_verifier, browser_hash, expires_at)
       values ($1, $2, $3, $4, now() + interval '10 minutes')`,
      [attempt.stateHash, attempt.sellerId, attempt.codeVerifier, attempt.browserHash],
    );
  }

  /** Uses an attempt up. Null when it is unknown, used already, or too old. */
  async use(stateHash: string): Promise<OauthAttempt | null> {
    return row(
      this.dataSource,
      `update etsy_oauth_states set used_at = now()
        where state_hash = $1 and used_at is null and expires_at > now()
        returning seller_id, code_verifier, browser_hash`,
      [stateHash],
    );
  }
}
