/** What administrators do to accounts; each act is a line of the audit log. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Id } from '#platform/ids';
import { AuditLog } from '../audit/audit-log.service.js';
import { sellerNotFound, totpOff } from '../auth.errors.js';
import { MailedLinks } from '../mail-tokens/mailed-links.service.js';
import { SecondFactorService } from '../second-factor/second-factor.service.js';
import type { SellerPlan } from '../seller.entity.js';
import type { SignInOrigin } from '../seller.js';
import { SellersRepository } from '../sellers.repository.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { AdminIdentity } from './admins.repository.js';

const FACTOR_REMOVED_TEXT =
  'Our support has turned off signing in with two steps for your account, so that its password is enough.\n\n' +
  'You can turn it on again under Account. If you have not asked for this, write to support at once.\n';

/** Suspends, activates, plans, signs out, lets in again. Every method throws `auth.seller_not_found` (404). */
@Injectable()
export class SellerAdministration {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sellers: SellersRepository,
    private readonly sessions: SessionsService,
    private readonly factors: SecondFactorService,
    private readonly links: MailedLinks,
    private readonly audit: AuditLog,
  ) {}

  /** Ends all access within a second, and the agent's answers with it; nothing is deleted. */
  async suspend(
    admin: AdminIdentity,
    sellerId: Id<'sel'>,
    reason: string,
    origin: SignInOrigin,
  ): Promise<void> {
    if (!(await this.sellers.setStatusAcrossSellers(sellerId, 'suspended'))) throw sellerNotFound();
    this.sessions.forgetAll();
    const facts = { targetId: sellerId, details: { reason } };
    await this.audit.byAdmin(admin.adminId, 'seller.suspended', origin, facts);
  }

  /** Undoes a suspension. */
  async activate(admin: AdminIdentity, sellerId: Id<'sel'>, origin: SignInOrigin): Promise<void> {
    if (!(await this.sellers.setStatusAcrossSellers(sellerId, 'active'))) throw sellerNotFound();
    this.sessions.forgetAll();
    await this.audit.byAdmin(admin.adminId, 'seller.activated', origin, { targetId: sellerId });
  }

  /** Sets the plan. */
  async setPlan(
    admin: AdminIdentity,
    sellerId: Id<'sel'>,
    plan: SellerPlan,
    origin: SignInOrigin,
  ): Promise<void> {
    if (!(await this.sellers.setPlanAcrossSellers(sellerId, plan))) throw sellerNotFound();
    this.sessions.forgetAll();
    const facts = { targetId: sellerId, details: { plan } };
    await this.audit.byAdmin(admin.adminId, 'seller.plan_set', origin, facts);
  }

  /** Ends every session of the seller. @returns how many */
  async signOut(admin: AdminIdentity, sellerId: Id<'sel'>, origin: SignInOrigin): Promise<number> {
    if (!(await this.sellers.findById(sellerId))) throw sellerNotFound();
    const sessions = await this.sessions.endAll(this.dataSource, sellerId);
    this.sessions.forgetAll();
    const facts = { targetId: sellerId, details: { sessions } };
    await this.audit.byAdmin(admin.adminId, 'seller.signed_out', origin, facts);
    return sessions;
  }

  /**
   * Takes the second factor away from an owner who has lost it, or who never set it up: after a new password by mail
   * nothing else stands between them and the account. The owner is told by mail.
   *
   * @throws AppError `auth.totp_off` (409)
   */
  async removeSecondFactor(
    admin: AdminIdentity,
    sellerId: Id<'sel'>,
    reason: string,
    origin: SignInOrigin,
  ): Promise<void> {
    const seller = await this.sellers.findById(sellerId);
    if (!seller) throw sellerNotFound();
    if (!seller.totpEnabled) throw totpOff();
    await this.factors.turnOff(this.dataSource, { table: 'sellers', id: sellerId });
    const facts = { targetId: sellerId, details: { reason } };
    await this.audit.byAdmin(admin.adminId, 'seller.second_factor_removed', origin, facts);
    this.links.tell(seller.email, 'Signing in with two steps was turned off', FACTOR_REMOVED_TEXT);
  }
}
