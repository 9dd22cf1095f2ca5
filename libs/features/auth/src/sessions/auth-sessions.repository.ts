/** SQL of the table `auth_sessions`. Expiry is judged by the database's time. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Db, row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { SellerPlan, SellerStatus } from '../seller.entity.js';
import type { ListedSession, SignInOrigin } from '../seller.js';

/** A session that still stands, with the present state of its seller. */
export interface LiveSession {
  sellerId: Id<'sel'>;
  email: string;
  plan: SellerPlan;
  status: SellerStatus;
  /** Whether `last_seen_at` is old enough to be worth a write. */
  isSeenStale: boolean;
}

/** Reads and writes sign-ins. */
@Injectable()
export class AuthSessionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** The session with its seller, or null when it was revoked, has expired or never was. */
  async findLiveAcrossSellers(sessionId: Id<'ses'>): Promise<LiveSession | null> {
    return row<LiveSession>(
      this.dataSource,
      `select s.seller_id, p.email, p.plan, p.status,
              s.last_seen_at < now() - interval '5 minutes' as is_seen_stale
         from auth_sessions s join sellers p on p.id = s.seller_id
        where s.id = $1 and s.revoked_at is null and s.expires_at > now()`,
      [sessionId],
    );
  }

  /** Whether a session stands at this moment. */
  async stands(db: Db, sellerId: Id<'sel'>, sessionId: Id<'ses'>): Promise<boolean> {
    const found = await row(
      db,
      `select 1 from auth_sessions
        where seller_id = $1 and id = $2 and revoked_at is null and expires_at > now()`,
      [sellerId, sessionId],
    );
    return found !== null;
  }

  /** Opens a session and clears away this seller's expired ones. */
  async insert(
    db: Db,
    sellerId: Id<'sel'>,
    sessionId: Id<'ses'>,
    origin: SignInOrigin,
    lifetimeMs: number,
  ): Promise<void> {
    await db.query(`delete from auth_sessions where seller_id = $1 and expires_at <= now()`, [
      sellerId,
    ]);
    await db.query(
      `insert into auth_sessions (id, seller_id, user_agent, ip_address, last_seen_at, expires_at)
       values ($1, $2, $3, $4, now(), now() + $5 * interval '1 millisecond')`,
      [sessionId, sellerId, origin.userAgent, origin.ipAddress, lifetimeMs],
    );
  }

  /** Notes that the session is in use. */
  async touch(sellerId: Id<'sel'>, sessionId: Id<'ses'>): Promise<void> {
    await this.dataSource.query(
      `update auth_sessions set last_seen_at = now() where seller_id = $1 and id = $2`,
      [sellerId, sessionId],
    );
  }

  /** Ends a session. False when it has ended already or is not the seller's. */
  async revoke(sellerId: Id<'sel'>, sessionId: Id<'ses'>): Promise<boolean> {
    const found = await row(
      this.dataSource,
      `update auth_sessions set revoked_at = now()
        where seller_id = $1 and id = $2 and revoked_at is null and expires_at > now() returning id`,
      [sellerId, sessionId],
    );
    return found !== null;
  }

  /** Ends all sessions of a seller but one. @returns how many */
  async revokeAll(db: Db | null, sellerId: Id<'sel'>, except: Id<'ses'> | null): Promise<number> {
    const ended = await rows(
      db ?? this.dataSource,
      `update auth_sessions set revoked_at = now()
        where seller_id = $1 and id is distinct from $2 and revoked_at is null and expires_at > now() returning id`,
      [sellerId, except],
    );
    return ended.length;
  }

  /** The sessions that stand, last used first. */
  async listLive(sellerId: Id<'sel'>, limit: number): Promise<ListedSession[]> {
    return rows<ListedSession>(
      this.dataSource,
      `select id, user_agent, ip_address, created_at, last_seen_at from auth_sessions
        where seller_id = $1 and revoked_at is null and expires_at > now()
        order by last_seen_at desc, id desc limit $2`,
      [sellerId, limit],
    );
  }

  /** Clears away sessions that ended a while ago, a batch at a time. @returns how many */
  async deleteEndedAcrossSellers(limit: number): Promise<number> {
    const gone = await rows(
      this.dataSource,
      `delete from auth_sessions where id in
         (select id from auth_sessions
           where expires_at < now() or revoked_at < now() - interval '1 day' limit $1)
       returning id`,
      [limit],
    );
    return gone.length;
  }
}
