/**
 * Sign-ins: opening, checking and ending them. Every request is checked against the session row, through a memory of
 * half a second per process, so that logout and suspension end access within a second on every process.
 */
import { Injectable, Logger } from '@nestjs/common';
import type { Db } from '#platform/database';
import { type Id, newId } from '#platform/ids';
import { accountSuspended, sessionEnded } from '../auth.errors.js';
import { AuthSessionsRepository, type LiveSession } from './auth-sessions.repository.js';
import { BriefMemory } from './brief-memory.js';
import type { ListedSession, SellerIdentity, SignInOrigin } from '../seller.js';
import { SESSION_LIFETIME_MS, SessionTokens } from './session-tokens.service.js';
import { SessionWatch } from './session-watch.js';

const CHECK_MAX_AGE_MS = 500;
const CHECKS_HELD_MAX = 20_000;
const USER_AGENT_CHARS_MAX = 256;
const SESSIONS_LISTED_MAX = 100;

/** A session and whose it is. */
type SessionOf = Pick<SellerIdentity, 'sellerId' | 'sessionId'>;

/** Opens, checks and ends sessions. */
@Injectable()
export class SessionsService extends SessionWatch {
  private readonly logger = new Logger(SessionsService.name);
  private readonly checks = new BriefMemory<LiveSession | null>(CHECK_MAX_AGE_MS, CHECKS_HELD_MAX);

  constructor(
    private readonly sessions: AuthSessionsRepository,
    private readonly tokens: SessionTokens,
  ) {
    super();
  }

  /**
   * Writes the session row, within the caller's transaction if it has one.
   *
   * @returns the token of the session
   */
  async open(
    db: Db,
    seller: { id: Id<'sel'>; email: string },
    origin: SignInOrigin,
  ): Promise<string> {
    const sessionId = newId('ses');
    const userAgent = origin.userAgent?.slice(0, USER_AGENT_CHARS_MAX) ?? null;
    await this.sessions.insert(
      db,
      seller.id,
      sessionId,
      { ...origin, userAgent },
      SESSION_LIFETIME_MS,
    );
    return this.tokens.sign({ sessionId, sellerId: seller.id }, seller.email);
  }

  /**
   * Who is behind a token.
   *
   * @throws AppError `auth.invalid_token`, `auth.session_ended` (401) or `auth.suspended` (403)
   */
  async authenticate(token: string): Promise<SellerIdentity> {
    const { sessionId, sellerId } = await this.tokens.read(token);
    const session = await this.check(sessionId);
    if (!session || session.sellerId !== sellerId) throw sessionEnded();
    if (session.status === 'suspended') throw accountSuspended();
    return { sellerId, sessionId, email: session.email, plan: session.plan };
  }

  override async isStillValid(sessionId: Id<'ses'>): Promise<boolean> {
    const session = await this.check(sessionId);
    return session !== null && session.status === 'active';
  }

  /**
   * Asks the database itself, for what outlives a session: half a second of memory must not let somebody in who was just
   * thrown out. In a transaction that holds the account.
   *
   * @throws AppError `auth.session_ended` (401)
   */
  async demandStanding(db: Db, asking: SessionOf): Promise<void> {
    const stands = await this.sessions.stands(db, asking.sellerId, asking.sessionId);
    if (!stands) throw sessionEnded();
  }

  /** The seller's sessions that stand, last used first; at most a hundred. */
  async list(sellerId: Id<'sel'>): Promise<ListedSession[]> {
    return this.sessions.listLive(sellerId, SESSIONS_LISTED_MAX);
  }

  /**
   * Ends a session: at once in this process, within a second in the others.
   *
   * @returns false when it had ended already or is not the seller's
   */
  async end(sellerId: Id<'sel'>, sessionId: Id<'ses'>): Promise<boolean> {
    const ended = await this.sessions.revoke(sellerId, sessionId);
    this.checks.forget(sessionId);
    return ended;
  }

  /** Ends all sessions of a seller, or all but one. Call {@link forgetAll} after the commit. @returns how many */
  async endAll(db: Db, sellerId: Id<'sel'>, except: Id<'ses'> | null = null): Promise<number> {
    return this.sessions.revokeAll(db, sellerId, except);
  }

  /** Ends all sessions of a seller but the one that asks. @returns how many */
  async endOthers(sellerId: Id<'sel'>, asking: Id<'ses'>): Promise<number> {
    const ended = await this.sessions.revokeAll(null, sellerId, asking);
    this.forgetAll();
    return ended;
  }

  /** Asks the database anew for every session, so that what has ended has ended here at once. */
  forgetAll(): void {
    this.checks.clear();
  }

  private async check(sessionId: Id<'ses'>): Promise<LiveSession | null> {
    return this.checks.get(sessionId, async () => {
      const session = await this.sessions.findLiveAcrossSellers(sessionId);
      if (session?.isSeenStale) this.noteSeen(session.sellerId, sessionId);
      return session;
    });
  }

  /** Nobody waits for this, and a lost one is made up for by the next check. */
  private noteSeen(sellerId: Id<'sel'>, sessionId: Id<'ses'>): void {
    this.sessions.touch(sellerId, sessionId).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'could not note that a session is in use');
    });
  }
}
