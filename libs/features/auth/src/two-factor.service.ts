/** A seller's own second factor: on with a code of the app, off with the password and a code. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '#platform/database';
import { AuditLog } from './audit/audit-log.service.js';
import { PasswordsService } from './passwords.service.js';
import { SecondFactorService, type TotpEnrolment } from './second-factor/second-factor.service.js';
import type { SellerIdentity, SignInOrigin } from './seller.js';
import { SellersRepository } from './sellers.repository.js';
import { SessionsService } from './sessions/sessions.service.js';

/** Turns the second factor of a seller on and off. */
@Injectable()
export class TwoFactorService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly factors: SecondFactorService,
    private readonly passwords: PasswordsService,
    private readonly sellers: SellersRepository,
    private readonly sessions: SessionsService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * What the authenticator app needs.
   *
   * @throws AppError `auth.totp_already_on` (409)
   */
  async start(asking: SellerIdentity): Promise<TotpEnrolment> {
    return this.factors.start({ table: 'sellers', id: asking.sellerId }, asking.email);
  }

  /**
   * Turns it on.
   *
   * @returns recovery codes, shown this once
   * @throws AppError `auth.invalid_totp` (401), `auth.totp_not_started`, `auth.totp_already_on` (409)
   */
  async confirm(asking: SellerIdentity, code: string, origin: SignInOrigin): Promise<string[]> {
    return inTransaction(this.dataSource, async (manager) => {
      const owner = { table: 'sellers', id: asking.sellerId } as const;
      await this.sellers.lock(manager, asking.sellerId);
      await this.sessions.demandStanding(manager, asking);
      const codes = await this.factors.confirm(manager, owner, code);
      await this.audit.bySeller(manager, asking.sellerId, 'totp.enabled', origin);
      return codes;
    });
  }

  /**
   * Turns it off.
   *
   * @throws AppError `auth.wrong_password` (403), `totp_required`, `auth.invalid_totp` (401)
   */
  async disable(
    asking: SellerIdentity,
    input: { password: string; code: string },
    origin: SignInOrigin,
  ): Promise<void> {
    await this.passwords.demandPassword(asking, input.password);
    const owner = { table: 'sellers', id: asking.sellerId } as const;
    await this.factors.demand(owner, input.code);
    await inTransaction(this.dataSource, async (manager) => {
      await this.factors.turnOff(manager, owner);
      await this.audit.bySeller(manager, asking.sellerId, 'totp.disabled', origin);
    });
  }
}
