/**
 * What the agent costs (requests, months), what its seller teaches it (questions and answers, versions of its instructions)
 * and the wishes of buyers that it notes down. Instructions that exist become the first version.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "budget_months" ("seller_id" text NOT NULL, "month" text NOT NULL, "spent_micros" bigint NOT NULL DEFAULT '0', "reserved_micros" bigint NOT NULL DEFAULT '0', "run_count" integer NOT NULL DEFAULT '0', "warned_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_16d1c82af9fa67004da4de11635" PRIMARY KEY ("seller_id", "month"))`,
  `CREATE TABLE "model_usage" ("request_id" uuid NOT NULL, "run_id" text NOT NULL, "model" text NOT NULL, "phase" text NOT NULL, "complete" boolean NOT NULL DEFAULT true, "input_tokens" integer NOT NULL, "output_tokens" integer NOT NULL, "cache_read_tokens" integer NOT NULL, "cache_write_tokens" integer NOT NULL, "cost_micros" integer NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_22b747d716f8b9d3228497a1d2d" PRIMARY KEY ("request_id"))`,
  `CREATE INDEX "model_usage_run_id_idx" ON "model_usage" ("run_id")`,
  `CREATE TABLE "custom_requests" ("id" text NOT NULL, "seller_id" text NOT NULL, "conversation_id" text NOT NULL, "summary" text NOT NULL, "status" text NOT NULL DEFAULT 'open', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_14afd119cdae20728737574a3ea" PRIMARY KEY ("id"))`,
  `CREATE INDEX "custom_requests_conversation_id_idx" ON "custom_requests" ("conversation_id")`,
  `CREATE INDEX "custom_requests_seller_id_idx" ON "custom_requests" ("seller_id", "id")`,
  `CREATE TABLE "knowledge_entries" ("id" text NOT NULL, "seller_id" text NOT NULL, "question" text NOT NULL, "answer" text NOT NULL, "inbox_id" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_5c344c4dc5439f5679927ad1f40" PRIMARY KEY ("id"))`,
  `CREATE INDEX "knowledge_entries_seller_id_idx" ON "knowledge_entries" ("seller_id", "id")`,
  `CREATE TABLE "agent_soul_versions" ("id" text NOT NULL, "agent_id" text NOT NULL, "soul_instructions" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_634905939e925638a89f1983e7a" PRIMARY KEY ("id"))`,
  `CREATE INDEX "agent_soul_versions_agent_id_idx" ON "agent_soul_versions" ("agent_id", "id")`,
  `ALTER TABLE "agent_runs" ADD "reserved_micros" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "budget_months" ADD CONSTRAINT "FK_646d4cb68f1eb9c27e34324772a" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "model_usage" ADD CONSTRAINT "FK_c4a95ba86369edd7e20d952bd85" FOREIGN KEY ("run_id") REFERENCES "agent_runs"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "custom_requests" ADD CONSTRAINT "FK_da93c2fd75e6c64d46e08b0b3bb" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "custom_requests" ADD CONSTRAINT "FK_83cc870a3fc9bc121cfcd7b7c83" FOREIGN KEY ("conversation_id") REFERENCES "conversations"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "knowledge_entries" ADD CONSTRAINT "FK_a7a8793c28ab030b07b4e888bd2" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "agent_soul_versions" ADD CONSTRAINT "FK_efabce6313344934656a9d17245" FOREIGN KEY ("agent_id") REFERENCES "agents"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  // UUIDv7 in its 26 letters sorts by time; whatever follows is newer than this.
  `insert into agent_soul_versions (id, agent_id, soul_instructions, created_at)
   select 'sol_' || lpad(right(id, 22), 26, '0'), id, soul_instructions, updated_at from agents where soul_instructions <> ''`,
];

const DOWN = [
  `drop table budget_months, model_usage, custom_requests, knowledge_entries, agent_soul_versions`,
  `alter table agent_runs drop column reserved_micros`,
];

/** budgets, knowledge, versions, custom requests. */
export class AddAgentBudgets1795451200000 implements MigrationInterface {
  name = 'AddAgentBudgets1795451200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
