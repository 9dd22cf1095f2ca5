/**
 * Sends mails through the SMTP server of SMTP_URL (nodemailer). Without one, development prints the mail to the log, link
 * and all, and hands it to the stand-ins' mailbox; production says that a mail was not sent, never what was in it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import nodemailer, { type Transporter } from 'nodemailer';
import { AppError } from '#platform/errors';

const ATTEMPTS = 3;
const PAUSE_MS = 1000;
const TIMEOUT_MS = 10_000;
const MAILBOX_TIMEOUT_MS = 2_000;

/** One mail in plain text. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** The address the mail is about; in development it stands in the log by itself. */
  link?: string;
}

/** How mails leave. */
export interface MailerOptions {
  smtpUrl: string | null;
  /** The sender: `Name <address>` or an address. */
  from: string;
  /** Whether a mail that cannot be sent for want of a server may be printed. */
  printsMails: boolean;
  /** Where the stand-ins take such a mail, to be read in a browser; null: no stand-ins. */
  mailboxUrl: string | null;
}

/** Sends mails. */
export class Mailer {
  private readonly logger = new Logger('Mail');
  private readonly transport: Transporter | null;
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly options: MailerOptions) {
    this.transport =
      options.smtpUrl === null
        ? null
        : nodemailer.createTransport({
            url: options.smtpUrl,
            connectionTimeout: TIMEOUT_MS,
            greetingTimeout: TIMEOUT_MS,
            socketTimeout: TIMEOUT_MS,
            disableFileAccess: true,
            disableUrlAccess: true,
          });
  }

  /** Whether there is a server to send through. */
  get isConfigured(): boolean {
    return this.transport !== null;
  }

  /**
   * Sends and waits for the server to take the mail.
   *
   * @throws AppError `mail.not_sent` (502) after one attempt; SMTP servers queue for themselves
   */
  async send(mail: Mail): Promise<void> {
    if (this.transport === null) {
      this.print(mail);
      await this.putIntoMailbox(mail);
      return;
    }
    const { to, subject, text } = mail;
    try {
      await this.transport.sendMail({ from: this.options.from, to, subject, text });
    } catch (cause) {
      throw new AppError({
        kind: 'upstream',
        code: 'mail.not_sent',
        message: 'The mail could not be sent. Check SMTP_URL, or try again later.',
        cause,
      });
    }
  }

  /** Sends behind the caller's back, three attempts; a lost one is in the log. Its time tells a caller nothing. */
  post(mail: Mail): void {
    const work = this.sendPatiently(mail).finally(() => this.underWay.delete(work));
    this.underWay.add(work);
  }

  /** Waits for the mails that are under way. */
  async settle(): Promise<void> {
    await Promise.all(this.underWay);
  }

  private async sendPatiently(mail: Mail): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.send(mail);
        return;
      } catch (error) {
        if (attempt >= ATTEMPTS) {
          this.logger.error({ err: error, subject: mail.subject }, 'a mail was not sent');
          return;
        }
        await sleep(PAUSE_MS * attempt);
      }
    }
  }

  /** The log has it already, so a mailbox that is away costs nothing. */
  private async putIntoMailbox({ to, subject, text }: Mail): Promise<void> {
    const { mailboxUrl, printsMails } = this.options;
    if (mailboxUrl === null || !printsMails) return;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ to, subject, text });
    const signal = AbortSignal.timeout(MAILBOX_TIMEOUT_MS);
    await fetch(mailboxUrl, { method: 'POST', headers, body, signal }).catch(() => undefined);
  }

  private print(mail: Mail): void {
    if (this.options.printsMails) {
      this.logger.log(
        `No SMTP_URL, so this mail is only here: "${mail.subject}" to ${mail.to}${mail.link ? `: ${mail.link}` : ''}`,
      );
    } else {
      this.logger.warn(`SMTP_URL is not set: the mail "${mail.subject}" was not sent`);
    }
  }
}
