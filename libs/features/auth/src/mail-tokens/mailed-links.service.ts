/** Links that prove that mail reaches somebody: made, mailed, taken once. Only hashes are kept. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Mailer } from '#clients/mail';
import { DAY_MS, HOUR_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import { type Db, inTransaction } from '#platform/database';
import { type Id, newId } from '#platform/ids';
import { invalidMailedToken } from '../auth.errors.js';
import { hashOfToken, newRandomToken } from '../random-token.js';
import { SellersRepository } from '../sellers.repository.js';
import type { MailedTokenPurpose } from './mailed-token.entity.js';
import { MailedTokensRepository } from './mailed-tokens.repository.js';

const MAILS_PER_HOUR = 5;

interface LinkKind {
  lifetimeMs: number;
  page: string;
  subject: string;
  text(link: string): string;
}

const KINDS: Record<MailedTokenPurpose, LinkKind> = {
  verify: {
    lifetimeMs: DAY_MS,
    page: '/app/verify-email',
    subject: 'Confirm your e-mail address',
    text: (link) =>
      `Welcome! Please confirm that this address is yours:\n\n${link}\n\n` +
      'The link works once, for 24 hours. If you have not registered, ignore this mail.\n',
  },
  reset: {
    lifetimeMs: HOUR_MS,
    page: '/app/reset-password',
    subject: 'Choose a new password',
    text: (link) =>
      `Somebody, hopefully you, asked for a new password for your account:\n\n${link}\n\n` +
      'The link works once, for one hour. If it was not you, ignore this mail: your password stays as it is.\n',
  },
};

/** Mails links and takes them back. */
@Injectable()
export class MailedLinks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly sellers: SellersRepository,
    private readonly tokens: MailedTokensRepository,
    private readonly mailer: Mailer,
    private readonly config: AppConfig,
  ) {}

  /**
   * Mails a link; the mail itself leaves behind the caller's back.
   *
   * @returns false when the account was mailed often enough within the hour
   */
  async send(
    seller: { id: Id<'sel'>; email: string },
    purpose: MailedTokenPurpose,
  ): Promise<boolean> {
    const kind = KINDS[purpose];
    const token = newRandomToken();
    const isNew = await inTransaction(this.dataSource, async (manager) => {
      await this.sellers.lock(manager, seller.id);
      return this.tokens.insertUnlessTooMany(manager, seller.id, {
        id: newId('tok'),
        purpose,
        tokenHash: hashOfToken(token),
        lifetimeMs: kind.lifetimeMs,
        hourlyMax: MAILS_PER_HOUR,
      });
    });
    if (!isNew) return false;
    // Behind #, which browsers send to nobody: not to our log, not to the next page.
    const link = `${this.config.corsOrigin}${kind.page}#token=${token}`;
    this.mailer.post({ to: seller.email, subject: kind.subject, text: kind.text(link), link });
    return true;
  }

  /** Tells the owner that something of the account changed. */
  tell(email: string, subject: string, text: string): void {
    this.mailer.post({ to: email, subject, text });
  }

  /**
   * Whose link it is; it works no second time.
   *
   * @throws AppError `auth.invalid_link` (400)
   */
  async redeem(db: Db, token: string, purpose: MailedTokenPurpose): Promise<Id<'sel'>> {
    const sellerId = await this.tokens.redeemAcrossSellers(db, hashOfToken(token), purpose);
    if (sellerId === null) throw invalidMailedToken();
    return sellerId;
  }

  /**
   * Before something dear is done for a link that may be none.
   *
   * @throws AppError `auth.invalid_link` (400)
   */
  async demandGood(token: string, purpose: MailedTokenPurpose): Promise<void> {
    const isGood = await this.tokens.isGoodAcrossSellers(hashOfToken(token), purpose);
    if (!isGood) throw invalidMailedToken();
  }
}
