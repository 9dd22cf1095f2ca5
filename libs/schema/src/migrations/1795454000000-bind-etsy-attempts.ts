import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Attempts to connect a shop are bound to a browser. Those under way are not; they are ten minutes old at most, and go. */
export class BindEtsyAttempts1795454000000 implements MigrationInterface {
  name = 'BindEtsyAttempts1795454000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM "etsy_oauth_states"`);
    await runner.query(`ALTER TABLE "etsy_oauth_states" ADD "browser_hash" text NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "etsy_oauth_states" DROP COLUMN "browser_hash"`);
  }
}
