/** Changing a password, with the old one or with a mailed link. Both end sessions that may be somebody else's. */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '#platform/database';
import { normaliseEmail } from './accounts.service.js';
import { AuditLog } from './audit/audit-log.service.js';
import { sellerNotFound, wrongPassword } from './auth.errors.js';
import { MailedLinks } from './mail-tokens/mailed-links.service.js';
import { PasswordGate } from './password-gate.service.js';
import type { SellerIdentity, SignInOrigin } from './seller.js';
import { SellersRepository, type SellerWithPassword } from './sellers.repository.js';
import { SessionsService } from './sessions/sessions.service.js';

const CHANGED_TEXT =
  'The password of your account was changed and other sessions were signed out.\n\n' +
  'If it was not you, ask for a new password on the sign-in page at once.\n';

/** Changes passwords. */
@Injectable()
export class PasswordsService {
  private readonly logger = new Logger(PasswordsService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly sellers: SellersRepository,
    private readonly passwords: PasswordGate,
    private readonly links: MailedLinks,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  /** Mails a link if the address has an account. Answers at once either way, so that nobody learns which ones have. */
  forgot(email: string, origin: SignInOrigin): void {
    this.mailReset(normaliseEmail(email), origin).catch((error: unknown) => {
      this.logger.error({ err: error }, 'a link for a new password was not sent');
    });
  }

  /**
   * Sets a new password by a mailed link and ends every session. Mail reaches the owner, so the address is proven too.
   *
   * @throws AppError `auth.invalid_link` (400)
   */
  async reset(token: string, password: string, origin: SignInOrigin): Promise<void> {
    await this.links.demandGood(token, 'reset');
    const hash = await this.passwords.hash(password);
    const sellerId = await inTransaction(this.dataSource, async (manager) => {
      const owner = await this.links.redeem(manager, token, 'reset');
      await this.sellers.setPasswordHash(manager, owner, hash);
      await this.sellers.markEmailVerified(manager, owner);
      await this.sessions.endAll(manager, owner);
      await this.audit.bySeller(manager, owner, 'password.reset', origin);
      return owner;
    });
    this.sessions.forgetAll();
    const seller = await this.sellers.findById(sellerId);
    if (seller) this.links.tell(seller.email, 'Your password was changed', CHANGED_TEXT);
  }

  /**
   * Sets a new password by the old one; the session that asks stays, the others end.
   *
   * @throws AppError `auth.wrong_password` (403)
   */
  async change(
    asking: SellerIdentity,
    input: { current: string; next: string },
    origin: SignInOrigin,
  ): Promise<void> {
    const seller = await this.demandPassword(asking, input.current);
    const hash = await this.passwords.hash(input.next);
    await inTransaction(this.dataSource, async (manager) => {
      await this.sellers.setPasswordHash(manager, seller.id, hash);
      await this.sessions.endAll(manager, seller.id, asking.sessionId);
      await this.audit.bySeller(manager, seller.id, 'password.changed', origin);
    });
    this.sessions.forgetAll();
    this.links.tell(seller.email, 'Your password was changed', CHANGED_TEXT);
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
