import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "notification_settings" ("seller_id" text NOT NULL, "email" boolean NOT NULL DEFAULT true, "webhook_url" text, "webhook_secret" text, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_30ed459c5758229ed0d089f047f" PRIMARY KEY ("seller_id"))`,
  `CREATE TABLE "seller_notifications" ("id" uuid NOT NULL, "seller_id" text NOT NULL, "target" text NOT NULL, "kind" text NOT NULL, "topic" text NOT NULL, "conversation_id" text, "channel_id" text, "body" text NOT NULL, "status" text NOT NULL DEFAULT 'pending', "attempt_count" integer NOT NULL DEFAULT '0', "available_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), "error" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_b5150dd6b7510106cd487dd9e98" PRIMARY KEY ("id"))`,
  `CREATE INDEX "seller_notifications_created_at_idx" ON "seller_notifications" ("created_at")`,
  `CREATE INDEX "seller_notifications_due_idx" ON "seller_notifications" ("available_at") WHERE status = 'pending'`,
  `CREATE UNIQUE INDEX "seller_notifications_topic_key" ON "seller_notifications" ("seller_id", "target", "topic")`,
  `CREATE TABLE "platform_bots" ("id" text NOT NULL, "poll_offset" bigint, "lease_owner" text, "lease_until" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_382c03c142aa59b8486606db6dd" PRIMARY KEY ("id"))`,
  `ALTER TABLE "notification_settings" ADD CONSTRAINT "FK_30ed459c5758229ed0d089f047f" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "seller_notifications" ADD CONSTRAINT "FK_d55e913543d47a6a52e3909cfb4" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

const DOWN = [
  `ALTER TABLE "seller_notifications" DROP CONSTRAINT "FK_d55e913543d47a6a52e3909cfb4"`,
  `ALTER TABLE "notification_settings" DROP CONSTRAINT "FK_30ed459c5758229ed0d089f047f"`,
  `DROP TABLE "platform_bots"`,
  `DROP INDEX "public"."seller_notifications_topic_key"`,
  `DROP INDEX "public"."seller_notifications_due_idx"`,
  `DROP INDEX "public"."seller_notifications_created_at_idx"`,
  `DROP TABLE "seller_notifications"`,
  `DROP TABLE "notification_settings"`,
];

/** add seller notifications. */
export class AddSellerNotifications1795453000000 implements MigrationInterface {
  name = 'AddSellerNotifications1795453000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
