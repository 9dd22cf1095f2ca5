/** SQL of the tables `admins` and `admin_sessions`. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { SignInOrigin } from '../seller.js';

/** An administrator with what a sign-in must check. */
export interface AdminWithPassword {
  id: Id<'adm'>;
  email: string;
  passwordHash: string;
}

/** The administrator behind a session that stands. */
export interface AdminIdentity {
  adminId: Id<'adm'>;
  sessionId: Id<'ses'>;
  email: string;
}

/** Reads and writes administrators. */
@Injectable()
export class AdminsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** False when the address has one already. */
  async insertUnlessTaken(admin: AdminWithPassword): Promise<boolean> {
    const found = await row(
      this.dataSource,
      `insert into admins (id, email, password_hash) values ($1, $2, $3)
       on conflict (email) do nothing returning id`,
      [admin.id, admin.email, admin.passwordHash],
    );
    return found !== null;
  }

  async findByEmail(email: string): Promise<AdminWithPassword | null> {
    return row<AdminWithPassword>(
      this.dataSource,
      `select id, email, password_hash from admins where email = $1`,
      [email],
    );
  }

  async insertSession(
    session: { id: Id<'ses'>; adminId: Id<'adm'>; tokenHash: string; lifetimeMs: number },
    origin: SignInOrigin,
  ): Promise<void> {
    await this.dataSource.query(
      `insert into admin_sessions (id, admin_id, token_hash, user_agent, ip_address, last_seen_at, expires_at)
       values ($1, $2, $3, $4, $5, now(), now() + $6 * interval '1 millisecond')`,
      [
        session.id,
        session.adminId,
        session.tokenHash,
        origin.userAgent?.slice(0, 256) ?? null,
        origin.ipAddress,
        session.lifetimeMs,
      ],
    );
  }

  /** Who is behind a token, noting that the session is in use; null when it has ended or was idle for too long. */
  async useSession(tokenHash: string, idleMaxMs: number): Promise<AdminIdentity | null> {
    return row<AdminIdentity>(
      this.dataSource,
      `update admin_sessions s set last_seen_at = now() from admins a
        where s.token_hash = $1 and a.id = s.admin_id and s.expires_at > now()
          and s.last_seen_at > now() - $2 * interval '1 millisecond'
       returning s.admin_id, s.id as session_id, a.email`,
      [tokenHash, idleMaxMs],
    );
  }

  async deleteSession(sessionId: Id<'ses'>): Promise<void> {
    await this.dataSource.query(`delete from admin_sessions where id = $1`, [sessionId]);
  }

  /** Clears away sessions that have run out. @returns how many */
  async deleteExpiredSessions(): Promise<number> {
    const gone = await rows(
      this.dataSource,
      `delete from admin_sessions where expires_at < now() returning id`,
    );
    return gone.length;
  }
}
