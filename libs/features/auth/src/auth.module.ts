import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { MailModule } from '#clients/mail';
import { ClockModule } from '#platform/clock';
import { AppConfig, ConfigModule } from '#platform/config';
import { CryptoModule } from '#platform/crypto';
import { AccessRevocation } from './access-revocation.service.js';
import { AccountsService } from './accounts.service.js';
import { AdminsRepository } from './admin/admins.repository.js';
import { AdminsService } from './admin/admins.service.js';
import { SellerAdministration } from './admin/seller-administration.service.js';
import { ApiKeysRepository } from './api-keys/api-keys.repository.js';
import { ApiKeysService } from './api-keys/api-keys.service.js';
import { AuditLogRepository } from './audit/audit-log.repository.js';
import { AuditLog } from './audit/audit-log.service.js';
import { AuthSessionsRepository } from './sessions/auth-sessions.repository.js';
import { AccountExportRepository } from './data/account-export.repository.js';
import { AccountExport } from './data/account-export.service.js';
import { AccountRemoval } from './data/account-removal.service.js';
import { EmailVerification } from './email-verification.service.js';
import { AuthHousekeeping } from './housekeeping.service.js';
import { MailedLinks } from './mail-tokens/mailed-links.service.js';
import { MailedTokensRepository } from './mail-tokens/mailed-tokens.repository.js';
import { PasswordGate } from './password-gate.service.js';
import { PasswordsService } from './passwords.service.js';
import { SecondFactorService } from './second-factor/second-factor.service.js';
import { SecondFactorsRepository } from './second-factor/second-factors.repository.js';
import { SellersRepository } from './sellers.repository.js';
import { SessionTokens } from './sessions/session-tokens.service.js';
import { SessionWatch } from './sessions/session-watch.js';
import { SessionsService } from './sessions/sessions.service.js';
import { signingKeys } from './sessions/signing-keys.js';
import { TwoFactorService } from './two-factor.service.js';

const REPOSITORIES = [
  AccountExportRepository,
  AdminsRepository,
  ApiKeysRepository,
  AuditLogRepository,
  AuthSessionsRepository,
  MailedTokensRepository,
  SecondFactorsRepository,
  SellersRepository,
];
const SERVICES = [
  AccountExport,
  AccountRemoval,
  AccountsService,
  AdminsService,
  ApiKeysService,
  AuditLog,
  AuthHousekeeping,
  EmailVerification,
  PasswordsService,
  SellerAdministration,
  SessionsService,
  TwoFactorService,
];

/** Accounts, sign-ins, API keys, administrators and the audit log. Needs the application's DataSource. */
@Module({
  imports: [
    ClockModule,
    ConfigModule,
    CryptoModule,
    MailModule,
    JwtModule.registerAsync({
      imports: [ConfigModule],
      inject: [AppConfig],
      useFactory: (config: AppConfig) => signingKeys(config.jwtSecrets),
    }),
  ],
  providers: [
    ...REPOSITORIES,
    ...SERVICES,
    AccessRevocation,
    MailedLinks,
    PasswordGate,
    SecondFactorService,
    SessionTokens,
    { provide: SessionWatch, useExisting: SessionsService },
  ],
  exports: [...SERVICES, SessionWatch],
})
export class AuthModule {}
