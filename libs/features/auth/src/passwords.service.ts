/** Changing a password, with the old one or with a mailed link. Both revoke access that somebody else may have. */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Db, inTransaction } from '#platform/database';
import type { Id } from '#platform/ids';
import { AccessRevocation } from './access-revocation.service.js';
import { normaliseEmail } from './accounts.service.js';
import { AuditLog } from './audit/audit-log.service.js';
import { sellerNotFound, wrongPassword } from './auth.errors.js';
import { MailedLinks } from './mail-tokens/mailed-links.service.js';
import { changedMail, resetMail } from './password-mails.js';
import { PasswordGate } from './password-gate.service.js';
import type { SellerIdentity, SignInOrigin } from './seller.js';
import { SellersRepository, type SellerWithPassword } from './sellers.repository.js';

const CHANGED = 'Your password was changed';

/** Changes passwords. */
@Injectable()
export class PasswordsService {
  private readonly logger = new Logger(PasswordsService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly sellers: SellersRepository,
    private readonly passwords: PasswordGate,
    private readonly links: MailedLinks,
    private readonly access: AccessRevocation,
    private readonly audit: AuditLog,
  ) {}

  /** Mails a link if the address has an account. Answers at once either way, so that nobody learns which ones have. */
  forgot(email: string, origin: SignInOrigin): void {
    this.mailReset(normaliseEmail(email), origin).catch((error: unknown) => {
      this.logger.error({ err: error }, 'a link for a new password was not sent');
    });
  }

  /**
   * Sets a new password by a mailed link, which proves the address too: every session ends and every API key is revoked.
   * If the address was not proven before, whatever else was set up goes as well: see {@link AccessRevocation.reclaim}.
   *
   * @param alsoClear clears what other features hold of an account that nobody had proven; in the same transaction
   * @throws AppError `auth.invalid_link` (400)
   */
  async reset(
    link: { token: string; password: string },
    origin: SignInOrigin,
    alsoClear: (db: Db, sellerId: Id<'sel'>) => Promise<void>,
  ): Promise<void> {
    await this.links.demandGood(link.token, 'reset');
    const hash = await this.passwords.hash(link.password);
    const { sellerId, ...reclaimed } = await inTransaction(this.dataSource, async (manager) => {
      const owner = await this.links.redeem(manager, link.token, 'reset');
      await this.sellers.setPasswordHash(manager, owner, hash);
      const done = await this.access.reclaim(manager, owner);
      if (done.wasUnproven) await alsoClear(manager, owner);
      await this.audit.bySeller(manager, owner, 'password.reset', origin, { details: { ...done } });
      return { sellerId: owner, ...done };
    });
    this.access.forgetAll();
    const seller = await this.sellers.findById(sellerId);
    if (seller) this.links.tell(seller.email, CHANGED, resetMail(reclaimed, seller.totpEnabled));
  }

  /**
   * Sets a new password by the old one; the session that asks stays, the others end. API keys stay, as a program of the
   * seller's should not break by it, unless they are to be revoked too.
   *
   * @throws AppError `auth.wrong_password` (403), `auth.session_ended` (401)
   */
  async change(
    asking: SellerIdentity,
    input: { current: string; next: string; revokeApiKeys: boolean },
    origin: SignInOrigin,
  ): Promise<void> {
    const seller = await this.demandPassword(asking, input.current);
    const hash = await this.passwords.hash(input.next);
    const apiKeys = await inTransaction(this.dataSource, async (manager) => {
      await this.access.endOtherSessions(manager, asking);
      await this.sellers.setPasswordHash(manager, seller.id, hash);
      const revoked = input.revokeApiKeys ? await this.access.revokeKeys(manager, seller.id) : null;
      const facts = { details: revoked === null ? {} : { apiKeys: revoked } };
      await this.audit.bySeller(manager, seller.id, 'password.changed', origin, facts);
      return revoked;
    });
    this.access.forgetAll();
    this.links.tell(seller.email, CHANGED, changedMail(apiKeys));
  }

  /**
   * Asks a signed-in seller for the password once more.
   *
   * @throws AppError `auth.wrong_password` (403)
   */
  async demandPassword(asking: SellerIdentity, password: string): Promise<SellerWithPassword> {
    const seller = await this.sellers.findByEmailAcrossSellers(asking.email);
    if (seller?.id !== asking.sellerId) throw sellerNotFound();
    if (!(await this.passwords.verify(seller.passwordHash, password))) throw wrongPassword();
    return seller;
  }

  private async mailReset(email: string, origin: SignInOrigin): Promise<void> {
    const seller = await this.sellers.findByEmailAcrossSellers(email);
    if (!seller) return;
    const isSent = await this.links.send(seller, 'reset');
    if (isSent) await this.audit.byStranger(seller.id, 'password.reset_asked', origin);
  }
}
