import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE INDEX "agent_events_handoffs_idx" ON "agent_events" ("agent_id", "created_at") WHERE event_type = 'handoff.requested'`,
];

const DOWN = [`DROP INDEX "public"."agent_events_handoffs_idx"`];

/** The overview counts hand-overs of a day without reading the log. */
export class IndexHandoffs1795455000000 implements MigrationInterface {
  name = 'IndexHandoffs1795455000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
