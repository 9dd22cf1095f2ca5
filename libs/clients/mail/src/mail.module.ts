import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig, ConfigModule } from '#platform/config';
import { Mailer } from './mailer.client.js';

function mailerOf(config: AppConfig): Mailer {
  const host = new URL(config.publicUrl ?? config.corsOrigin).hostname;
  return new Mailer({
    smtpUrl: config.smtpUrl,
    from: config.mailFrom ?? `IFA <no-reply@${host}>`,
    printsMails: config.nodeEnv !== 'production',
    mailboxUrl: config.standins.enabled ? `${config.standins.url}/mail/messages` : null,
  });
}

/** Gives the Mailer of SMTP_URL. */
@Module({
  imports: [ConfigModule],
  providers: [{ provide: Mailer, inject: [AppConfig], useFactory: mailerOf }],
  exports: [Mailer],
})
export class MailModule implements OnApplicationShutdown {
  constructor(@Inject(Mailer) private readonly mailer: Mailer) {}

  async onApplicationShutdown(): Promise<void> {
    await this.mailer.settle();
  }
}
