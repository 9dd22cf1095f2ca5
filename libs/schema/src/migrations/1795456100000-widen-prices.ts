import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A price of 22 million rupiah is more minor units than an integer holds. */
export class WidenPrices1795456100000 implements MigrationInterface {
  name = 'WidenPrices1795456100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table products alter column price_minor type bigint`);
  }

  /** Prices that do not fit become the highest that does. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table products alter column price_minor type integer using least(price_minor, 2147483647)::integer`,
    );
  }
}
