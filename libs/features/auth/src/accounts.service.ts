/** Registering and signing in. Called by the API's auth controller; the rules about passwords are here. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '#platform/database';
import { AppError } from '#platform/errors';
import { type Id, newId } from '#platform/ids';
import { accountSuspended, emailTaken, invalidCredentials } from './auth.errors.js';
import { PasswordGate } from './password-gate.service.js';
import type { Seller, SignInOrigin } from './seller.js';
import { SellersRepository, type SellerWithPassword } from './sellers.repository.js';
import { SessionsService } from './sessions.service.js';

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
}

/** A seller with the token of the session just opened. */
export interface SignedIn {
  seller: Seller;
  token: string;
}

/** E-mail addresses are compared and stored in this form. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Accounts: registration, login, profile. */
@Injectable()
export class AccountsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sellers: SellersRepository,
    private readonly passwords: PasswordGate,
    private readonly sessions: SessionsService,
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
      return { seller, token };
    });
  }

  /**
   * Signs in. An unknown address costs as much time as a wrong password.
   *
   * @throws AppError `auth.invalid_credentials` (401), `auth.suspended` (403)
   */
  async login(credentials: Credentials, origin: SignInOrigin): Promise<SignedIn> {
    const found = await this.sellers.findByEmailAcrossSellers(normaliseEmail(credentials.email));
    const matches = await this.passwords.verify(found?.passwordHash ?? null, credentials.password);
    if (!found || !matches) throw invalidCredentials();
    if (found.status === 'suspended') throw accountSuspended();
    await this.strengthen(found, credentials.password);
    const token = await this.sessions.open(this.dataSource, found, origin);
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
    throw new AppError({
      kind: 'not_found',
      code: 'auth.seller_not_found',
      message: 'There is no such account.',
    });
  }

  /** Hashes made with weaker parameters are replaced at the only moment the password is at hand. */
  private async strengthen(seller: SellerWithPassword, password: string): Promise<void> {
    if (!this.passwords.needsRehash(seller.passwordHash)) return;
    const stronger = await this.passwords.hash(password);
    await this.sellers.replacePasswordHash(seller.id, seller.passwordHash, stronger);
  }
}
