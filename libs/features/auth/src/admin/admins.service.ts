/**
 * Administrators: made by a command, signed in with password and code only. The first sign-in sets the code up: password
 * alone is answered with what the authenticator app needs, password and its first code sign in.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { HOUR_MS } from '#platform/clock';
import { type Id, newId } from '#platform/ids';
import { normaliseEmail, type Credentials } from '../accounts.service.js';
import { AuditLog } from '../audit/audit-log.service.js';
import { adminNotSignedIn, invalidCredentials, totpSetupRequired } from '../auth.errors.js';
import { PasswordGate } from '../password-gate.service.js';
import { hashOfToken, newRandomToken } from '../random-token.js';
import { SecondFactorService } from '../second-factor/second-factor.service.js';
import type { SignInOrigin } from '../seller.js';
import { type AdminIdentity, AdminsRepository } from './admins.repository.js';

/** How long an administrator stays signed in at the longest. */
export const ADMIN_SESSION_LIFETIME_MS = 12 * HOUR_MS;
const IDLE_MAX_MS = HOUR_MS;

/** A fresh session of an administrator. */
export interface AdminSignedIn {
  token: string;
  email: string;
  /** Only at the sign-in that has set the second factor up. */
  recoveryCodes: string[] | null;
}

/** Signs administrators in and out. */
@Injectable()
export class AdminsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly admins: AdminsRepository,
    private readonly passwords: PasswordGate,
    private readonly factors: SecondFactorService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Signs in.
   *
   * @throws AppError `auth.invalid_credentials`, `totp_setup_required`, `totp_required`, `auth.invalid_totp` (401)
   */
  async login(credentials: Credentials, origin: SignInOrigin): Promise<AdminSignedIn> {
    const admin = await this.admins.findByEmail(normaliseEmail(credentials.email));
    const matches = await this.passwords.verify(admin?.passwordHash ?? null, credentials.password);
    if (!admin || !matches) {
      await this.audit.byAdmin(admin?.id ?? null, 'admin.refused', origin);
      throw invalidCredentials();
    }
    const recoveryCodes = await this.factor(admin, credentials.totp, origin);
    const token = newRandomToken();
    await this.admins.insertSession(
      {
        id: newId('ses'),
        adminId: admin.id,
        tokenHash: hashOfToken(token),
        lifetimeMs: ADMIN_SESSION_LIFETIME_MS,
      },
      origin,
    );
    await this.audit.byAdmin(admin.id, 'admin.signed_in', origin);
    return { token, email: admin.email, recoveryCodes };
  }

  /**
   * Who is behind the cookie's token.
   *
   * @throws AppError `admin.not_signed_in` (401)
   */
  async authenticate(token: string): Promise<AdminIdentity> {
    const identity = await this.admins.useSession(hashOfToken(token), IDLE_MAX_MS);
    if (!identity) throw adminNotSignedIn();
    return identity;
  }

  /** Ends the session. */
  async logout(admin: AdminIdentity, origin: SignInOrigin): Promise<void> {
    await this.admins.deleteSession(admin.sessionId);
    await this.audit.byAdmin(admin.adminId, 'admin.signed_out', origin);
  }

  private async factor(
    admin: { id: Id<'adm'>; email: string },
    code: string | undefined,
    origin: SignInOrigin,
  ): Promise<string[] | null> {
    const owner = { table: 'admins', id: admin.id } as const;
    if (await this.factors.isOn(owner)) {
      await this.factors.demand(owner, code).catch(async (error: unknown) => {
        if (code !== undefined) await this.audit.byAdmin(admin.id, 'admin.refused', origin);
        throw error;
      });
      return null;
    }
    const { secret, uri, qrSvg } = await this.factors.start(owner, `${admin.email} (admin)`);
    if (code === undefined) throw totpSetupRequired({ secret, uri, qrSvg });
    const codes = await this.factors.confirm(this.dataSource, owner, code);
    await this.audit.byAdmin(admin.id, 'admin.totp_enabled', origin);
    return codes;
  }
}
