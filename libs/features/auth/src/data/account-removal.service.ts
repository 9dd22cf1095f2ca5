/**
 * Deleting an account. The row goes and everything of the seller goes with it by cascade; what is outside the database
 * (folders, webhooks at platforms) is the caller's to clear away.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '#platform/database';
import { AuditLog } from '../audit/audit-log.service.js';
import { sellerNotFound } from '../auth.errors.js';
import { MailedLinks } from '../mail-tokens/mailed-links.service.js';
import { PasswordsService } from '../passwords.service.js';
import type { SellerIdentity } from '../seller.js';
import { SellersRepository } from '../sellers.repository.js';
import { SessionsService } from '../sessions/sessions.service.js';

const GOODBYE_TEXT =
  'Your account and everything that belonged to it was deleted, as you asked.\n\nThank you for having been here.\n';

/** Deletes accounts. */
@Injectable()
export class AccountRemoval {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sellers: SellersRepository,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly links: MailedLinks,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Asks for the password before anything is cleared away.
   *
   * @throws AppError `auth.wrong_password` (403)
   */
  async demandPassword(asking: SellerIdentity, password: string): Promise<void> {
    await this.passwords.demandPassword(asking, password);
  }

  /** Deletes the account of a seller who has shown the password. */
  async remove(asking: SellerIdentity): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      if (!(await this.sellers.delete(manager, asking.sellerId))) throw sellerNotFound();
      await this.audit.departure(manager, asking.sellerId);
    });
    this.sessions.forgetAll();
    this.links.tell(asking.email, 'Your account was deleted', GOODBYE_TEXT);
  }
}
