/** SQL of the second factor's columns, which sellers and administrators have alike. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Db, row } from '#platform/database';
import type { Id } from '#platform/ids';

/** Whose factor: the table is part of the place a secret is sealed for. */
export interface FactorOwner {
  table: 'sellers' | 'admins';
  id: Id<'sel'> | Id<'adm'>;
}

/** A second factor as it is stored. */
export interface StoredFactor {
  /** Sealed; null: never set up. */
  totpSecret: string | null;
  totpConfirmedAt: Date | null;
  totpLastStep: number | null;
}

/** Reads and writes second factors. The table's name is one of two of our own. */
@Injectable()
export class SecondFactorsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(owner: FactorOwner): Promise<StoredFactor | null> {
    return row<StoredFactor>(
      this.dataSource,
      `select totp_secret, totp_confirmed_at, totp_last_step from ${owner.table} where id = $1`,
      [owner.id],
    );
  }

  /** Keeps a secret that is not confirmed yet. False when one is confirmed already. */
  async propose(owner: FactorOwner, sealedSecret: string): Promise<boolean> {
    const found = await row(
      this.dataSource,
      `update ${owner.table} set totp_secret = $2, totp_last_step = null
        where id = $1 and totp_confirmed_at is null returning id`,
      [owner.id, sealedSecret],
    );
    return found !== null;
  }

  /** Turns the proposed secret on. False when another was proposed or one was confirmed meanwhile. */
  async confirm(
    db: Db,
    owner: FactorOwner,
    input: { sealedSecret: string; step: number; recoveryCodeHashes: string[] },
  ): Promise<boolean> {
    const found = await row(
      db,
      `update ${owner.table} set totp_confirmed_at = now(), totp_last_step = $3, recovery_code_hashes = $4
        where id = $1 and totp_secret = $2 and totp_confirmed_at is null returning id`,
      [owner.id, input.sealedSecret, input.step, input.recoveryCodeHashes],
    );
    return found !== null;
  }

  /** Marks a code's step as used. False when it was used before: of two at once one wins. */
  async takeStep(owner: FactorOwner, step: number): Promise<boolean> {
    const found = await row(
      this.dataSource,
      `update ${owner.table} set totp_last_step = $2
        where id = $1 and totp_confirmed_at is not null and coalesce(totp_last_step, 0) < $2 returning id`,
      [owner.id, step],
    );
    return found !== null;
  }

  /** Uses a recovery code up. False when there is no such unused code. */
  async takeRecoveryCode(owner: FactorOwner, hash: string): Promise<boolean> {
    const found = await row(
      this.dataSource,
      `update ${owner.table} set recovery_code_hashes = array_remove(recovery_code_hashes, $2)
        where id = $1 and totp_confirmed_at is not null and $2 = any(recovery_code_hashes) returning id`,
      [owner.id, hash],
    );
    return found !== null;
  }

  /** Forgets a secret that was proposed and never confirmed. */
  async removeProposed(db: Db, owner: FactorOwner): Promise<void> {
    await db.query(
      `update ${owner.table} set totp_secret = null where id = $1 and totp_confirmed_at is null`,
      [owner.id],
    );
  }

  /** Turns the factor off. */
  async remove(db: Db, owner: FactorOwner): Promise<void> {
    await db.query(
      `update ${owner.table} set totp_secret = null, totp_confirmed_at = null, totp_last_step = null,
              recovery_code_hashes = '{}'
        where id = $1`,
      [owner.id],
    );
  }
}
