import { createSecretKey } from 'node:crypto';
import { Module } from '@nestjs/common';
import { JwtModule, type JwtModuleOptions } from '@nestjs/jwt';
import { AppConfig, ConfigModule } from '#platform/config';
import { CryptoModule } from '#platform/crypto';
import { AccountsService } from './accounts.service.js';
import { AuthSessionsRepository } from './auth-sessions.repository.js';
import { PasswordGate } from './password-gate.service.js';
import { SellersRepository } from './sellers.repository.js';
import { keyIdOf, SessionTokens } from './session-tokens.service.js';
import { SessionWatch } from './session-watch.js';
import { SessionsService } from './sessions.service.js';

/** A KeyObject, since a text secret is parsed anew at every verification (4 times slower). */
function jwtOptions(config: AppConfig): JwtModuleOptions {
  return {
    secret: createSecretKey(config.jwtSecret, 'utf8'),
    signOptions: { algorithm: 'HS256', keyid: keyIdOf(config.jwtSecret) },
    verifyOptions: { algorithms: ['HS256'] },
  };
}

/** Accounts and sign-ins. Needs the application's DataSource. */
@Module({
  imports: [
    CryptoModule,
    JwtModule.registerAsync({
      imports: [ConfigModule],
      inject: [AppConfig],
      useFactory: jwtOptions,
    }),
  ],
  providers: [
    AccountsService,
    AuthSessionsRepository,
    PasswordGate,
    SellersRepository,
    SessionTokens,
    SessionsService,
    { provide: SessionWatch, useExisting: SessionsService },
  ],
  exports: [AccountsService, SessionsService, SessionWatch],
})
export class AuthModule {}
