import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "etsy_order_checks" ("conversation_id" text NOT NULL, "seller_id" text NOT NULL, "failed_count" integer NOT NULL, "window_started_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "PK_37e74e27ddbae78614c05f578a2" PRIMARY KEY ("conversation_id"))`,
  `CREATE INDEX "etsy_order_checks_seller_id_idx" ON "etsy_order_checks" ("seller_id")`,
  `ALTER TABLE "etsy_order_checks" ADD CONSTRAINT "FK_37e74e27ddbae78614c05f578a2" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "etsy_order_checks" ADD CONSTRAINT "FK_13ab039fe4064d258501564e680" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

const DOWN = [
  `ALTER TABLE "etsy_order_checks" DROP CONSTRAINT "FK_13ab039fe4064d258501564e680"`,
  `ALTER TABLE "etsy_order_checks" DROP CONSTRAINT "FK_37e74e27ddbae78614c05f578a2"`,
  `DROP INDEX "public"."etsy_order_checks_seller_id_idx"`,
  `DROP TABLE "etsy_order_checks"`,
];

/** Guesses about orders are bounded, across restarts too. */
export class CountOrderChecks1795457000000 implements MigrationInterface {
  name = 'CountOrderChecks1795457000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
