import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "wa_creds" ("channel_id" text NOT NULL, "creds" text NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_c6d8d01ae0a5751c0397a35ac66" PRIMARY KEY ("channel_id"))`,
  `CREATE TABLE "wa_inbound" ("n" bigint GENERATED ALWAYS AS IDENTITY NOT NULL, "channel_id" text NOT NULL, "chat" text NOT NULL, "from_me" boolean NOT NULL, "message_id" text NOT NULL, "payload" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_3392284e99cb22a31ea47a62e30" PRIMARY KEY ("n"))`,
  `CREATE INDEX "wa_inbound_channel_id_n_idx" ON "wa_inbound" ("channel_id", "n")`,
  `CREATE UNIQUE INDEX "wa_inbound_message_key" ON "wa_inbound" ("channel_id", "chat", "from_me", "message_id")`,
  `CREATE TABLE "wa_keys" ("channel_id" text NOT NULL, "type" text NOT NULL, "id" text NOT NULL, "value" text NOT NULL, CONSTRAINT "PK_7f9a0dcfd7fa4290118166bc898" PRIMARY KEY ("channel_id", "type", "id"))`,
  `ALTER TABLE "wa_creds" ADD CONSTRAINT "FK_c6d8d01ae0a5751c0397a35ac66" FOREIGN KEY ("channel_id") REFERENCES "messaging_channels"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "wa_inbound" ADD CONSTRAINT "FK_7dba595cb581a852654f7ab5e10" FOREIGN KEY ("channel_id") REFERENCES "messaging_channels"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "wa_keys" ADD CONSTRAINT "FK_a389ddab69045913474344a7ac2" FOREIGN KEY ("channel_id") REFERENCES "messaging_channels"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

const DOWN = [
  `ALTER TABLE "wa_keys" DROP CONSTRAINT "FK_a389ddab69045913474344a7ac2"`,
  `ALTER TABLE "wa_inbound" DROP CONSTRAINT "FK_7dba595cb581a852654f7ab5e10"`,
  `ALTER TABLE "wa_creds" DROP CONSTRAINT "FK_c6d8d01ae0a5751c0397a35ac66"`,
  `DROP TABLE "wa_keys"`,
  `DROP INDEX "public"."wa_inbound_message_key"`,
  `DROP INDEX "public"."wa_inbound_channel_id_n_idx"`,
  `DROP TABLE "wa_inbound"`,
  `DROP TABLE "wa_creds"`,
];

/** add whatsapp store. */
export class AddWhatsappStore1795452100000 implements MigrationInterface {
  name = 'AddWhatsappStore1795452100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
