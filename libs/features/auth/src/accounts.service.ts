/** Registering and signing in. Called by the API's auth controller; the rules about passwords are here. */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Db, inTransaction } from '#platform/database';
import { type Id, newId } from '#platform/ids';
import { AuditLog } from './audit/audit-log.service.js';
import { accountSuspended, emailTaken, invalidCredentials, sellerNotFound } from './auth.errors.js';
import { PasswordGate } from './password-gate.service.js';
import { SecondFactorService } from './second-factor/second-factor.service.js';
import type { Seller, SignInOrigin } from './seller.js';
import { SellersRepository, type SellerWithPassword } from './sellers.repository.js';
import { SessionsService } from './sessions/sessions.service.js';

/** What a person gives to register. */
export interface Registration {
  email: string;
  /** 8 to 200 characters. */
  password: string;
  name: string;
}

/** What a person gives to sign in. */
export interface Credentials {
  email: string;
  password: string;
  /** Code of the authenticator app or a recovery code, where the account asks for one. */
  totp?: string;
}

/** A seller with the token of the session just opened. */
export interface SignedIn {
  seller: Seller;
  token: string;
}

/** E-mail addresses are compared and stored in this form; keyboards compose letters such as é differently. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase().normalize('NFC');
}

/** Accounts: registration, login, profile. */
@Injectable()
export class AccountsService {
  private readonly logger = new Logger(AccountsService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly sellers: SellersRepository,
    private readonly passwords: PasswordGate,
    private readonly sessions: SessionsService,
    private readonly factors: SecondFactorService,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Makes the account and signs its owner in.
   *
   * @throws AppError `auth.email_taken` (400)
   */
  async register(registration: Registration, origin: SignInOrigin): Promise<SignedIn> {
    const passwordHash = await this.passwords.hash(registration.password);
    return inTransaction(this.dataSource, async (manager) => {
      const seller = await this.sellers.insertUnlessEmailTaken(manager, {
        id: newId('sel'),
        email: normaliseEmail(registration.email),
        name: registration.name,
        passwordHash,
      });
      if (!seller) throw emailTaken();
      const token = await this.sessions.open(manager, seller, origin);
      await this.audit.bySeller(manager, seller.id, 'account.registered', origin);
      return { seller, token };
    });
  }

  /**
   * Signs in. An unknown address costs as much time as a wrong password.
   *
   * @throws AppError `auth.invalid_credentials`, `totp_required`, `auth.invalid_totp` (401), `auth.suspended` (403)
   */
  async login(credentials: Credentials, origin: SignInOrigin): Promise<SignedIn> {
    const found = await this.sellers.findByEmailAcrossSellers(normaliseEmail(credentials.email));
    const matches = await this.passwords.verify(found?.passwordHash ?? null, credentials.password);
    if (found && !matches) this.noteRefusal(found.id, 'password', origin);
    if (!found || !matches) throw invalidCredentials();
    if (found.status === 'suspended') throw accountSuspended();
    const factor = await this.demandFactor(found.id, credentials.totp, origin);
    await this.strengthen(found, credentials.password);
    const token = await inTransaction(this.dataSource, async (manager) => {
      await this.demandStill(manager, found, credentials.password);
      return this.sessions.open(manager, found, origin);
    });
    await this.audit.bySeller(this.dataSource, found.id, 'session.opened', origin, {
      details: { factor: factor ?? 'password' },
    });
    const { passwordHash: _, ...seller } = found;
    return { seller, token };
  }

  /**
   * The account of a signed-in seller.
   *
   * @throws AppError `auth.seller_not_found` (404) when it has been deleted meanwhile
   */
  async profile(sellerId: Id<'sel'>): Promise<Seller> {
    const seller = await this.sellers.findById(sellerId);
    if (seller) return seller;
    throw sellerNotFound();
  }

  /** A new password ends every session, also those that are about to begin by the old one. */
  private async demandStill(
    db: Db,
    { id, passwordHash }: SellerWithPassword,
    password: string,
  ): Promise<void> {
    const hash = await this.sellers.lockPasswordHash(db, id);
    // Another hash may be of the same password: see strengthen.
    if (hash === passwordHash || (await this.passwords.verify(hash, password))) return;
    throw invalidCredentials();
  }

  /** Hashes made with weaker parameters are replaced at the only moment the password is at hand. */
  private async strengthen(seller: SellerWithPassword, password: string): Promise<void> {
    if (!this.passwords.needsRehash(seller.passwordHash)) return;
    const stronger = await this.passwords.hash(password);
    await this.sellers.replacePasswordHash(seller.id, seller.passwordHash, stronger);
  }

  private async demandFactor(
    sellerId: Id<'sel'>,
    code: string | undefined,
    origin: SignInOrigin,
  ): Promise<'totp' | 'recovery_code' | null> {
    try {
      const used = await this.factors.demand({ table: 'sellers', id: sellerId }, code);
      if (used === 'recovery_code') {
        await this.audit.bySeller(this.dataSource, sellerId, 'totp.recovery_code_used', origin);
      }
      return used;
    } catch (error) {
      if (code !== undefined) this.noteRefusal(sellerId, 'totp', origin);
      throw error;
    }
  }

  /** Nobody waits for it: the time of an answer must not tell whether the account exists. */
  private noteRefusal(
    sellerId: Id<'sel'>,
    reason: 'password' | 'totp',
    origin: SignInOrigin,
  ): void {
    const facts = { details: { reason } };
    this.audit.byStranger(sellerId, 'session.refused', origin, facts).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'a refused sign-in was not noted');
    });
  }
}
