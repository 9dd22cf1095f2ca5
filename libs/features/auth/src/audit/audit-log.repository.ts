/** SQL of the table `audit_log`. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Db, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { AuditActor } from './audit-entry.entity.js';

/** A line of the log. */
export interface AuditEntry {
  id: Id<'aud'>;
  actor: AuditActor;
  actorId: string | null;
  /** E-mail address of an administrator who still has an account here. */
  actorEmail: string | null;
  sellerId: Id<'sel'> | null;
  action: string;
  targetId: string | null;
  details: Record<string, unknown>;
  ipAddress: string | null;
  createdAt: Date;
}

/** What to list. */
export interface AuditQuery {
  /** A seller: lines by or about the account. */
  about: string | null;
  /** A whole action or its first part: `password`. */
  action: string | null;
  before: string | null;
  limit: number;
}

/** Reads and writes the log. */
@Injectable()
export class AuditLogRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(db: Db, entry: Omit<AuditEntry, 'createdAt' | 'actorEmail'>): Promise<void> {
    await db.query(
      `insert into audit_log (id, actor, actor_id, seller_id, action, target_id, details, ip_address)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        entry.id,
        entry.actor,
        entry.actorId,
        entry.sellerId,
        entry.action,
        entry.targetId,
        JSON.stringify(entry.details),
        entry.ipAddress,
      ],
    );
  }

  /** Newest first. */
  async listAcrossSellers(query: AuditQuery): Promise<AuditEntry[]> {
    return rows<AuditEntry>(
      this.dataSource,
      `select l.id, l.actor, l.actor_id, a.email as actor_email, l.seller_id, l.action, l.target_id, l.details,
              l.ip_address, l.created_at
         from audit_log l left join admins a on a.id = l.actor_id
        where ($1::text is null or l.seller_id = $1 or l.target_id = $1)
          and ($2::text is null or l.action = $2 or starts_with(l.action, $2 || '.'))
          and ($3::text is null or l.id < $3)
        order by l.id desc limit $4`,
      [query.about, query.action, query.before, query.limit],
    );
  }

  /** @returns how many lines were older and are gone */
  async deleteOlderThanAcrossSellers(days: number): Promise<number> {
    const gone = await rows(
      this.dataSource,
      `delete from audit_log where created_at < now() - $1 * interval '1 day' returning id`,
      [days],
    );
    return gone.length;
  }
}
