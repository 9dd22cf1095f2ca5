/** Clears away what has run out: sessions, mailed links, old lines of the audit log. Called by every worker; harmless twice. */
import { Injectable } from '@nestjs/common';
import type { Id } from '#platform/ids';
import { AdminsRepository } from './admin/admins.repository.js';
import { AuditLogRepository } from './audit/audit-log.repository.js';
import { AuthSessionsRepository } from './sessions/auth-sessions.repository.js';
import { MailedTokensRepository } from './mail-tokens/mailed-tokens.repository.js';
import { SellersRepository } from './sellers.repository.js';

const BATCH = 5000;
const AUDIT_DAYS = 400;

/** Deletes rows that nobody can use any more. */
@Injectable()
export class AuthHousekeeping {
  constructor(
    private readonly sessions: AuthSessionsRepository,
    private readonly tokens: MailedTokensRepository,
    private readonly admins: AdminsRepository,
    private readonly audit: AuditLogRepository,
    private readonly sellers: SellersRepository,
  ) {}

  /** One round, in bounds. @returns how many rows went */
  async sweep(): Promise<number> {
    const counts = [
      await this.sessions.deleteEndedAcrossSellers(BATCH),
      await this.tokens.deleteExpiredAcrossSellers(BATCH),
      await this.admins.deleteExpiredSessions(),
      await this.audit.deleteOlderThanAcrossSellers(AUDIT_DAYS),
    ];
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Those of the sellers that have no account any more, to clear away what they left outside the database. */
  async departed(sellerIds: readonly Id<'sel'>[]): Promise<Id<'sel'>[]> {
    return sellerIds.length === 0 ? [] : this.sellers.findMissingAcrossSellers(sellerIds);
  }
}
