/**
 * The second factor of an account: set up with an authenticator app, asked for at sign-in, taken once per code. Sellers
 * may turn it on; administrators must.
 */
import { Injectable } from '@nestjs/common';
import QRCode from 'qrcode';
import { Clock } from '#platform/clock';
import { SecretBox } from '#platform/crypto';
import type { Db } from '#platform/database';
import { invalidTotp, totpAlreadyOn, totpNotStarted, totpRequired } from '../auth.errors.js';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-codes.js';
import { type FactorOwner, SecondFactorsRepository } from './second-factors.repository.js';
import { newTotpSecret, stepOfCode, totpUri } from './totp.js';

/** What an authenticator app needs. */
export interface TotpEnrolment {
  /** Base32, for typing in. */
  secret: string;
  /** otpauth://… */
  uri: string;
  /** The same as a picture. */
  qrSvg: string;
}

/** Sets up and asks for second factors. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly factors: SecondFactorsRepository,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  async isOn(owner: FactorOwner): Promise<boolean> {
    return Boolean((await this.factors.find(owner))?.totpConfirmedAt);
  }

  /**
   * A secret for the app, not in force before {@link confirm}. A set-up that was begun is gone on with, so that the
   * picture that was scanned stays good.
   *
   * @throws AppError `auth.totp_already_on` (409)
   */
  async start(owner: FactorOwner, account: string): Promise<TotpEnrolment> {
    const stored = await this.factors.find(owner);
    if (stored?.totpConfirmedAt) throw totpAlreadyOn();
    let secret = stored?.totpSecret ? this.open(owner, stored.totpSecret) : null;
    if (secret === null) {
      secret = newTotpSecret();
      if (!(await this.factors.propose(owner, this.seal(owner, secret)))) throw totpAlreadyOn();
    }
    const uri = totpUri(secret, account);
    return { secret, uri, qrSvg: await QRCode.toString(uri, { type: 'svg', margin: 1 }) };
  }

  /**
   * Turns the factor on with the app's first code.
   *
   * @returns the recovery codes, shown this once
   * @throws AppError `auth.totp_not_started`, `auth.totp_already_on` (409), `auth.invalid_totp` (401)
   */
  async confirm(db: Db, owner: FactorOwner, code: string): Promise<string[]> {
    const stored = await this.factors.find(owner);
    if (stored?.totpConfirmedAt) throw totpAlreadyOn();
    if (!stored?.totpSecret) throw totpNotStarted();
    const step = stepOfCode(this.open(owner, stored.totpSecret), code, this.clock.now());
    if (step === null) throw invalidTotp();
    const codes = newRecoveryCodes();
    const isOn = await this.factors.confirm(db, owner, {
      sealedSecret: stored.totpSecret,
      step,
      recoveryCodeHashes: codes.map(hashOfRecoveryCode),
    });
    if (!isOn) throw totpAlreadyOn();
    return codes;
  }

  /**
   * Asks for the code where the factor is on.
   *
   * @param code of the app or a recovery code; each works once
   * @returns what was used: null when the factor is off
   * @throws AppError `totp_required`, `auth.invalid_totp` (401)
   */
  async demand(
    owner: FactorOwner,
    code: string | undefined,
  ): Promise<'totp' | 'recovery_code' | null> {
    const stored = await this.factors.find(owner);
    if (!stored?.totpConfirmedAt || !stored.totpSecret) return null;
    if (code === undefined || code.trim() === '') throw totpRequired();
    const typed = code.replace(/\s/g, '');
    const secret = this.open(owner, stored.totpSecret);
    const step = stepOfCode(secret, typed, this.clock.now());
    if (step !== null && (await this.factors.takeStep(owner, step))) return 'totp';
    if (await this.factors.takeRecoveryCode(owner, hashOfRecoveryCode(typed))) {
      return 'recovery_code';
    }
    throw invalidTotp();
  }

  /** Forgets a set-up that was begun: whoever began it has seen the secret. */
  async forgetProposed(db: Db, owner: FactorOwner): Promise<void> {
    await this.factors.removeProposed(db, owner);
  }

  /** Turns the factor off. */
  async turnOff(db: Db, owner: FactorOwner): Promise<void> {
    await this.factors.remove(db, owner);
  }

  private seal(owner: FactorOwner, secret: string): string {
    return this.box.seal(secret, placeOf(owner));
  }

  private open(owner: FactorOwner, sealed: string): string {
    return this.box.open(sealed, placeOf(owner));
  }
}

function placeOf(owner: FactorOwner): { table: string; row: string; column: string } {
  return { table: owner.table, row: owner.id, column: 'totp_secret' };
}
