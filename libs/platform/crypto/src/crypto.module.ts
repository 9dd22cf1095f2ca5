import { Module } from '@nestjs/common';
import { AppConfig, ConfigModule } from '#platform/config';
import { PasswordHasher } from './password-hasher.js';
import { SecretBox } from './secret-box.js';

/** Provides SecretBox with the configured keys, and PasswordHasher. */
@Module({
  imports: [ConfigModule],
  providers: [
    PasswordHasher,
    {
      provide: SecretBox,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new SecretBox(config.encryptionKeys),
    },
  ],
  exports: [PasswordHasher, SecretBox],
})
export class CryptoModule {}
