import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtsyConnectionsRepository } from '#features/etsy';
import { resealColumn, SecretBox } from '#platform/crypto';
import { rows } from '#platform/database';
import { SEALED_COLUMNS } from '../../../apps/worker/src/keys/sealed-columns.js';
import { startWorkshop, type EtsyWorkshop } from './support/etsy-workshop.js';

describe('rotating the keys of stored secrets', () => {
  let workshop: EtsyWorkshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(async () => workshop.close());

  const reseal = async (box: SecretBox): Promise<{ sealed: number; unreadable: number }> => {
    const sum = { sealed: 0, unreadable: 0 };
    for (const column of SEALED_COLUMNS) {
      const done = await resealColumn(
        (text, values) => rows(workshop.database.dataSource, text, values),
        box,
        column,
      );
      sum.sealed += done.sealed;
      sum.unreadable += done.unreadable;
    }
    return sum;
  };

  it('seals everything under the new key, after which the old one is not needed', async () => {
    const shops = [await workshop.aShop(), await workshop.aShop(), await workshop.aShop()];
    const old = workshop.config.encryptionKeys;
    const fresh = randomBytes(32);
    const both = new SecretBox({ currentKeyId: 'k2', keys: { ...old.keys, k2: fresh } });
    expect(await reseal(both)).toEqual({ sealed: 6, unreadable: 0 });
    expect(await reseal(both)).toEqual({ sealed: 0, unreadable: 0 });
    const onlyNew = new EtsyConnectionsRepository(
      workshop.database.dataSource,
      new SecretBox({ currentKeyId: 'k2', keys: { k2: fresh } }),
    );
    for (const { sellerId } of shops) {
      const connection = await onlyNew.findBySeller(sellerId);
      if (!connection) throw new Error('gone');
      expect(onlyNew.open(connection, 'refresh_token')).toMatch(/^\d+\./);
    }
  });

  it('leaves what it cannot open alone and counts it', async () => {
    const other = new SecretBox({ currentKeyId: 'k3', keys: { k3: randomBytes(32) } });
    const { sealed, unreadable } = await reseal(other);
    expect(sealed).toBe(0);
    expect(unreadable).toBeGreaterThan(0);
  });

  it('knows columns that exist', async () => {
    for (const { table, column, key, place } of SEALED_COLUMNS) {
      await workshop.database.dataSource.query(
        `select ${column}, ${key}, ${place} from ${table} limit 0`,
      );
    }
  });
});
