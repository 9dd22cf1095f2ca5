export { MailModule } from './mail.module.js';
export { Mailer, type Mail, type MailerOptions } from './mailer.client.js';
