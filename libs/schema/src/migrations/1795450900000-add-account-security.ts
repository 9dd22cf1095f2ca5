/** Mailed links, second factors, API keys, the audit log, and the administrators with their sessions. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "admins" ("id" text NOT NULL, "email" text NOT NULL, "password_hash" text NOT NULL, "totp_secret" text, "totp_confirmed_at" TIMESTAMP WITH TIME ZONE, "totp_last_step" integer, "recovery_code_hashes" text array NOT NULL DEFAULT '{}', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_e3b38270c97a854c48d2e80874e" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "admins_email_key" ON "admins" ("email")`,
  `CREATE TABLE "admin_sessions" ("id" text NOT NULL, "admin_id" text NOT NULL, "token_hash" text NOT NULL, "user_agent" text, "ip_address" text, "last_seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_38bb553c2372215d48de2306c5e" PRIMARY KEY ("id"))`,
  `CREATE INDEX "admin_sessions_admin_id_idx" ON "admin_sessions" ("admin_id")`,
  `CREATE UNIQUE INDEX "admin_sessions_token_hash_key" ON "admin_sessions" ("token_hash")`,
  `CREATE TABLE "api_keys" ("id" text NOT NULL, "seller_id" text NOT NULL, "name" text NOT NULL, "key_hash" text NOT NULL, "hint" text NOT NULL, "scopes" text array NOT NULL, "last_used_at" TIMESTAMP WITH TIME ZONE, "expires_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_5c8a79801b44bd27b79228e1dad" PRIMARY KEY ("id"))`,
  `CREATE INDEX "api_keys_seller_id_idx" ON "api_keys" ("seller_id")`,
  `CREATE UNIQUE INDEX "api_keys_key_hash_key" ON "api_keys" ("key_hash")`,
  `CREATE TABLE "audit_log" ("id" text NOT NULL, "actor" text NOT NULL, "actor_id" text, "seller_id" text, "action" text NOT NULL, "target_id" text, "details" jsonb NOT NULL DEFAULT '{}', "ip_address" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_07fefa57f7f5ab8fc3f52b3ed0b" PRIMARY KEY ("id"))`,
  `CREATE INDEX "audit_log_seller_id_idx" ON "audit_log" ("seller_id") WHERE seller_id is not null`,
  `CREATE INDEX "audit_log_target_id_idx" ON "audit_log" ("target_id", "id")`,
  `CREATE TABLE "mailed_tokens" ("id" text NOT NULL, "seller_id" text NOT NULL, "purpose" text NOT NULL, "token_hash" text NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_31d4f7d89f675acd4fc29e07187" PRIMARY KEY ("id"))`,
  `CREATE UNIQUE INDEX "mailed_tokens_token_hash_key" ON "mailed_tokens" ("token_hash")`,
  `CREATE INDEX "mailed_tokens_expires_at_idx" ON "mailed_tokens" ("expires_at")`,
  `CREATE INDEX "mailed_tokens_seller_id_idx" ON "mailed_tokens" ("seller_id", "purpose", "created_at")`,
  `ALTER TABLE "sellers" ADD "email_verified_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "sellers" ADD "totp_secret" text`,
  `ALTER TABLE "sellers" ADD "totp_confirmed_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "sellers" ADD "totp_last_step" integer`,
  `ALTER TABLE "sellers" ADD "recovery_code_hashes" text array NOT NULL DEFAULT '{}'`,
  `ALTER TABLE "admin_sessions" ADD CONSTRAINT "FK_52683d67b3d122a8867d745beb6" FOREIGN KEY ("admin_id") REFERENCES "admins"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "api_keys" ADD CONSTRAINT "FK_2b559477fe800fda286fb19ae4c" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "audit_log" ADD CONSTRAINT "FK_f84f9c07c6d30cb007cb5483498" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
  `ALTER TABLE "mailed_tokens" ADD CONSTRAINT "FK_f2758390cdd895145e142b13847" FOREIGN KEY ("seller_id") REFERENCES "sellers"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
];

const DOWN = [
  `drop table mailed_tokens, audit_log, api_keys, admin_sessions, admins`,
  `alter table sellers drop column email_verified_at, drop column totp_secret, drop column totp_confirmed_at,
     drop column totp_last_step, drop column recovery_code_hashes`,
];

/** accounts and administrators. */
export class AddAccountSecurity1795450900000 implements MigrationInterface {
  name = 'AddAccountSecurity1795450900000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
