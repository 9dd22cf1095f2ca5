import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "inbox_media" ("id" text NOT NULL, "seller_id" text NOT NULL, "inbox_id" text NOT NULL, "position" smallint NOT NULL, "kind" text NOT NULL, "mime_type" text NOT NULL, "content" bytea NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_f8795140743b7aebea96f4290a5" PRIMARY KEY ("id"))`,
  `CREATE INDEX "inbox_media_seller_id_idx" ON "inbox_media" ("seller_id")`,
  `CREATE INDEX "inbox_media_expires_at_idx" ON "inbox_media" ("expires_at")`,
  `CREATE UNIQUE INDEX "inbox_media_inbox_id_position_key" ON "inbox_media" ("inbox_id", "position")`,
  `ALTER TABLE "conversations" ADD "closed_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "conversations" ADD "note" text NOT NULL DEFAULT ''`,
  `ALTER TABLE "conversations" ADD "hand_back_note" text`,
  `ALTER TABLE "conversations" ADD "handed_back_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "conversations" ADD "read_seq" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "conversations" ADD "human_seq" integer NOT NULL DEFAULT '0'`,
  `ALTER TABLE "conversations" ADD "human_requested_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "conversations" ADD "escalated_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "conversations" ADD "limited_until" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "conversations" ADD "unreachable" text`,
  `ALTER TABLE "deliveries" ADD "idempotency_key" text`,
  `CREATE INDEX "conversations_human_requested_idx" ON "conversations" ("human_requested_at") WHERE human_requested_at is not null and escalated_at is null`,
  `CREATE INDEX "deliveries_conversation_id_idempotency_key_idx" ON "deliveries" ("conversation_id", "idempotency_key") WHERE idempotency_key is not null`,
  `ALTER TABLE "inbox_media" ADD CONSTRAINT "FK_af68316764986c4e1807fd05f5d" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "inbox_media" ADD CONSTRAINT "FK_c18485dce40cfc5829c1a2fae03" FOREIGN KEY ("inbox_id") REFERENCES "agent_inbox"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

const DOWN = [
  `ALTER TABLE "inbox_media" DROP CONSTRAINT "FK_c18485dce40cfc5829c1a2fae03"`,
  `ALTER TABLE "inbox_media" DROP CONSTRAINT "FK_af68316764986c4e1807fd05f5d"`,
  `DROP INDEX "public"."deliveries_conversation_id_idempotency_key_idx"`,
  `DROP INDEX "public"."conversations_human_requested_idx"`,
  `ALTER TABLE "deliveries" DROP COLUMN "idempotency_key"`,
  `ALTER TABLE "conversations" DROP COLUMN "unreachable"`,
  `ALTER TABLE "conversations" DROP COLUMN "limited_until"`,
  `ALTER TABLE "conversations" DROP COLUMN "escalated_at"`,
  `ALTER TABLE "conversations" DROP COLUMN "human_requested_at"`,
  `ALTER TABLE "conversations" DROP COLUMN "human_seq"`,
  `ALTER TABLE "conversations" DROP COLUMN "read_seq"`,
  `ALTER TABLE "conversations" DROP COLUMN "handed_back_at"`,
  `ALTER TABLE "conversations" DROP COLUMN "hand_back_note"`,
  `ALTER TABLE "conversations" DROP COLUMN "note"`,
  `ALTER TABLE "conversations" DROP COLUMN "closed_at"`,
  `DROP INDEX "public"."inbox_media_inbox_id_position_key"`,
  `DROP INDEX "public"."inbox_media_expires_at_idx"`,
  `DROP INDEX "public"."inbox_media_seller_id_idx"`,
  `DROP TABLE "inbox_media"`,
];

/** extend conversations. */
export class ExtendConversations1795450000000 implements MigrationInterface {
  name = 'ExtendConversations1795450000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
