import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "dismissed_suggestions" ("inbox_id" text NOT NULL, "seller_id" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_8bb70f64a5f0ab29e352e3dd2f3" PRIMARY KEY ("inbox_id"))`,
  `CREATE INDEX "dismissed_suggestions_seller_id_idx" ON "dismissed_suggestions" ("seller_id")`,
  `ALTER TABLE "dismissed_suggestions" ADD CONSTRAINT "FK_8bb70f64a5f0ab29e352e3dd2f3" FOREIGN KEY ("inbox_id") REFERENCES "agent_inbox"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "dismissed_suggestions" ADD CONSTRAINT "FK_afb5e00cf5313d9fbe065a9026b" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

/** Questions that a seller does not want to answer for their agent. */
export class DismissSuggestions1795458100000 implements MigrationInterface {
  name = 'DismissSuggestions1795458100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "dismissed_suggestions"`);
  }
}
