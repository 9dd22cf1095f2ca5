/**
 * Whether an account's e-mail address is proven. An unproven account may do everything with the demo and the test chat,
 * but may not link a channel on which real people write, nor make a key that outlives a sign-in, because it may have been
 * registered with a foreign address: see {@link EmailVerification.demandFor}.
 */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig, isLoopback } from '#platform/config';
import { inTransaction } from '#platform/database';
import type { Id } from '#platform/ids';
import { AuditLog } from './audit/audit-log.service.js';
import { emailNotVerified, sellerNotFound, tooManyMails } from './auth.errors.js';
import { MailedLinks } from './mail-tokens/mailed-links.service.js';
import type { SignInOrigin } from './seller.js';
import { SellersRepository } from './sellers.repository.js';

/** Where a channel may lead. */
export type LinkedPlatform = 'telegram' | 'whatsapp' | 'webhook';

/** What may ask for a proven address: a channel, or a program of the seller's with a key. */
export type ProvenUse = LinkedPlatform | 'program';

const PLATFORMS: readonly LinkedPlatform[] = ['telegram', 'whatsapp', 'webhook'];

/** Proves e-mail addresses, and asks for the proof. */
@Injectable()
export class EmailVerification {
  private readonly logger = new Logger(EmailVerification.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly sellers: SellersRepository,
    private readonly links: MailedLinks,
    private readonly audit: AuditLog,
    private readonly config: AppConfig,
  ) {}

  /** Mails the link to a fresh account. Never throws: the account stands, and another link can be asked for. */
  async begin(seller: { id: Id<'sel'>; email: string }): Promise<void> {
    await this.links.send(seller, 'verify').catch((error: unknown) => {
      this.logger.error({ err: error }, 'a link for a new account was not sent');
    });
  }

  /**
   * Mails another link; an account that is proven already gets none.
   *
   * @throws AppError `auth.too_many_mails` (429)
   */
  async resend(sellerId: Id<'sel'>): Promise<void> {
    const seller = await this.sellers.findById(sellerId);
    if (!seller) throw sellerNotFound();
    if (seller.emailVerifiedAt) return;
    if (!(await this.links.send(seller, 'verify'))) throw tooManyMails();
  }

  /**
   * Takes the link of the mail. Needs no session: the mail may be read on another device.
   *
   * @throws AppError `auth.invalid_link` (400)
   */
  async confirm(token: string, origin: SignInOrigin): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const sellerId = await this.links.redeem(manager, token, 'verify');
      await this.sellers.markEmailVerified(manager, sellerId);
      await this.audit.bySeller(manager, sellerId, 'account.email_verified', origin);
    });
  }

  /**
   * Passes for proven accounts, and for everybody where the use cannot reach real people or their data (a stand-in, or a
   * server on this machine).
   *
   * @throws AppError `auth.email_not_verified` (403)
   */
  async demandFor(sellerId: Id<'sel'>, use: ProvenUse): Promise<void> {
    if (!this.reachesPeople(use)) return;
    const seller = await this.sellers.findById(sellerId);
    if (!seller?.emailVerifiedAt) throw emailNotVerified();
  }

  private reachesPeople(use: ProvenUse): boolean {
    const { telegram, whatsapp, model, etsy } = this.config;
    switch (use) {
      case 'telegram':
        return !telegram.standin && !isLoopback(telegram.apiUrl);
      case 'whatsapp':
        return !whatsapp.standin && !isLoopback(whatsapp.wsUrl ?? '');
      case 'webhook':
        // Whoever sits behind a webhook, a stand-in model answers stand-ins only.
        return !model.standin;
      case 'program':
        return (
          (!etsy.standin && !isLoopback(etsy.apiUrl)) ||
          PLATFORMS.some((platform) => this.reachesPeople(platform))
        );
    }
  }
}
