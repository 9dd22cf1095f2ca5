import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A line of ours is not repeated for a while: which one it is has to be known, so that it silences no other. */
export class TellLinesApart1795457300000 implements MigrationInterface {
  name = 'TellLinesApart1795457300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table deliveries add column line text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table deliveries drop column line`);
  }
}
