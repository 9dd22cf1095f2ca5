/** The audit log: every action of an administrator, and what sellers do that their security depends on. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Db } from '#platform/database';
import { type Id, newId } from '#platform/ids';
import type { SignInOrigin } from '../seller.js';
import { AuditLogRepository, type AuditEntry, type AuditQuery } from './audit-log.repository.js';

/** What sellers (and strangers at their door) do. */
export type SellerAction =
  | 'account.registered'
  | 'account.deleted'
  | 'account.exported'
  | 'account.email_verified'
  | 'session.opened'
  | 'session.refused'
  | 'session.ended'
  | 'session.others_ended'
  | 'password.changed'
  | 'password.reset_asked'
  | 'password.reset'
  | 'totp.enabled'
  | 'totp.disabled'
  | 'totp.recovery_code_used'
  | 'api_key.created'
  | 'api_key.deleted';

/** What administrators do. */
export type AdminAction =
  | 'admin.signed_in'
  | 'admin.refused'
  | 'admin.signed_out'
  | 'admin.totp_enabled'
  | 'seller.suspended'
  | 'seller.activated'
  | 'seller.plan_set'
  | 'seller.signed_out'
  | 'seller.second_factor_removed'
  | 'dead_letter.replayed'
  | 'queue.changed';

/** Further facts of a line; never secrets. */
interface AuditFacts {
  targetId?: string;
  details?: Record<string, unknown>;
}

/** Writes and reads the log. */
@Injectable()
export class AuditLog {
  constructor(
    private readonly dataSource: DataSource,
    private readonly entries: AuditLogRepository,
  ) {}

  /** A seller did something; goes with the account. In the caller's transaction; null: by itself. */
  async bySeller(
    db: Db | null,
    sellerId: Id<'sel'>,
    action: SellerAction,
    origin: SignInOrigin,
    facts: AuditFacts = {},
  ): Promise<void> {
    const head = { actor: 'seller', actorId: sellerId, sellerId, action } as const;
    await this.write(db ?? this.dataSource, head, origin, facts);
  }

  /** Somebody who did not show who they are did something at a seller's door. */
  async byStranger(
    sellerId: Id<'sel'>,
    action: SellerAction,
    origin: SignInOrigin,
    facts: AuditFacts = {},
  ): Promise<void> {
    const head = { actor: 'stranger', actorId: null, sellerId, action } as const;
    await this.write(this.dataSource, head, origin, facts);
  }

  /** The account is gone: the one line of it that stays, with its id and without an address. */
  async departure(db: Db, sellerId: Id<'sel'>): Promise<void> {
    const head = {
      actor: 'seller',
      actorId: null,
      sellerId: null,
      action: 'account.deleted',
    } as const;
    await this.write(db, head, { ipAddress: null }, { targetId: sellerId });
  }

  /** An administrator did something; stays whatever happens to the account. */
  async byAdmin(
    adminId: Id<'adm'> | null,
    action: AdminAction,
    origin: SignInOrigin,
    facts: AuditFacts = {},
  ): Promise<void> {
    const head = { actor: 'admin', actorId: adminId, sellerId: null, action } as const;
    await this.write(this.dataSource, head, origin, facts);
  }

  /** For administrators, newest first. */
  async listAcrossSellers(query: AuditQuery): Promise<AuditEntry[]> {
    return this.entries.listAcrossSellers(query);
  }

  private async write(
    db: Db,
    head: Pick<AuditEntry, 'actor' | 'actorId' | 'sellerId' | 'action'>,
    origin: Pick<SignInOrigin, 'ipAddress'>,
    { targetId, details }: AuditFacts,
  ): Promise<void> {
    await this.entries.insert(db, {
      ...head,
      id: newId('aud'),
      targetId: targetId ?? null,
      details: details ?? {},
      ipAddress: origin.ipAddress,
    });
  }
}
