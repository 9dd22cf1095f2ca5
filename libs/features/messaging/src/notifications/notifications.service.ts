/** Tells sellers what needs them: by e-mail, by their chat with the platform's bot, by a signed webhook. */
import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Mailer } from '#clients/mail';
import { TelegramClient } from '#clients/telegram';
import { AppConfig } from '#platform/config';
import { SecretBox } from '#platform/crypto';
import type { Db } from '#platform/database';
import { AppError, toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { WebhookSenderService } from '../webhook/webhook-sender.service.js';
import {
  NotificationsRepository,
  type DueNotification,
  type NotificationSettings,
} from './notifications.repository.js';
import type { NotificationKind } from './seller-notification.entity.js';

const BATCH = 50;
const RETRY_MS = 30_000;
/** What is mended where the shop is, not where the channels are. */
const OF_THE_SHOP: ReadonlySet<NotificationKind> = new Set([
  'shop_needs_reconnect',
  'shop_reconnect_soon',
]);

@Injectable()
export class NotificationsService {
  private readonly logger = new Logger(NotificationsService.name);

  constructor(
    private readonly repository: NotificationsRepository,
    private readonly mailer: Mailer,
    private readonly telegram: TelegramClient,
    private readonly webhooks: WebhookSenderService,
    private readonly secretBox: SecretBox,
    private readonly config: AppConfig,
  ) {}

  /** Writes down what has become worth telling and tells what is due. Called by every worker's sweep. */
  async tell(): Promise<void> {
    await this.repository.collectAcrossSellers();
    const due = await this.repository.claimDueAcrossSellers(BATCH, RETRY_MS);
    const mails = due.filter(({ target }) => target === 'email');
    const others = due.filter(({ target }) => target !== 'email');
    // Sellers' own addresses may take their time, and nobody else waits for them; a mail server likes one after the other.
    await Promise.all([this.tellInTurn(mails), ...others.map((one) => this.tellInTurn([one]))]);
  }

  async settings(sellerId: Id<'sel'>): Promise<{ email: boolean; webhookUrl: string | null }> {
    const { email, webhookUrl } = await this.repository.settingsOf(sellerId);
    return { email, webhookUrl };
  }

  /**
   * Changes what is given. A new webhook address gets a new secret, shown this once.
   *
   * @throws AppError `messaging.address_not_public`
   */
  async change(
    sellerId: Id<'sel'>,
    wish: { email?: boolean; webhookUrl?: string | null },
  ): Promise<{ email: boolean; webhookUrl: string | null; webhookSecret: string | null }> {
    const before = await this.repository.settingsOf(sellerId);
    const email = wish.email ?? before.email;
    const url = wish.webhookUrl === undefined ? before.webhookUrl : wish.webhookUrl;
    const isNew = url !== null && url !== before.webhookUrl;
    if (isNew && !this.webhooks.isAllowed(url)) throw notPublic();
    const secret = isNew ? `whsec_${randomBytes(32).toString('base64')}` : null;
    const after: NotificationSettings = {
      email,
      webhookUrl: url,
      webhookSecret: sealedSecret(this.secretBox, sellerId, { url, secret, before }),
    };
    await this.repository.saveSettings(sellerId, after);
    return { email, webhookUrl: url, webhookSecret: secret };
  }

  /** Posts nowhere any more, without asking: for an account that was in foreign hands. */
  async dropWebhook(db: Db, sellerId: Id<'sel'>): Promise<void> {
    await this.repository.dropWebhook(db, sellerId);
  }

  private async tellInTurn(list: readonly DueNotification[]): Promise<void> {
    for (const due of list) {
      if (!(await this.repository.keep(due, RETRY_MS))) continue;
      const error = await this.send(due).catch((caught: unknown) => toAppError(caught).code);
      await this.repository.settle(due.id, error);
      if (error) this.logger.warn({ target: due.target, error }, 'a seller could not be told');
    }
  }

  /** @returns what went wrong, null when it was told */
  private async send(due: DueNotification): Promise<string | null> {
    switch (due.target) {
      case 'email':
        return this.mail(due);
      case 'telegram':
        return this.message(due);
      case 'webhook':
        return this.post(due);
    }
  }

  private async mail(due: DueNotification): Promise<string | null> {
    const link = this.linkTo(due);
    const text = `${due.body}\n\n${link}\n\nYou can change how you are told under Channels: ${this.pageAt('channels')}\n`;
    await this.mailer.send({ to: due.email, subject: due.body.slice(0, 120), text, link });
    return null;
  }

  private async message(due: DueNotification): Promise<string | null> {
    const { botToken } = this.config.telegram;
    if (!botToken || !due.telegramChat) return 'not_linked';
    await this.telegram.sendMessage(botToken, due.telegramChat, `${due.body}\n${this.linkTo(due)}`);
    return null;
  }

  private async post(due: DueNotification): Promise<string | null> {
    const { webhookUrl, webhookSecret } = due;
    if (!webhookUrl || !webhookSecret) return 'not_linked';
    const secret = this.secretBox.open(webhookSecret, aad(due.sellerId));
    const outcome = await this.webhooks.post(
      { url: webhookUrl, secrets: [secret], id: due.id },
      {
        type: `seller.${due.kind}`,
        text: due.body,
        conversationId: due.conversationId,
        channelId: due.channelId,
        link: this.linkTo(due),
      },
    );
    return outcome.status === 'sent' ? null : outcome.reason;
  }

  private linkTo({ conversationId, kind }: DueNotification): string {
    if (conversationId) return this.pageAt(`conversations/${conversationId}`);
    return this.pageAt(OF_THE_SHOP.has(kind) ? 'products' : 'channels');
  }

  private pageAt(page: string): string {
    return `${this.config.publicUrl ?? this.config.corsOrigin}/app/${page}`;
  }
}

/** A new address has a new secret, the same address keeps its own, no address has none. */
function sealedSecret(
  box: SecretBox,
  sellerId: Id<'sel'>,
  o: { url: string | null; secret: string | null; before: NotificationSettings },
): string | null {
  if (o.url === null) return null;
  return o.secret === null ? o.before.webhookSecret : box.seal(o.secret, aad(sellerId));
}

function aad(sellerId: string): { table: string; row: string; column: string } {
  return { table: 'notification_settings', row: sellerId, column: 'webhook_secret' };
}

function notPublic(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'messaging.address_not_public',
    message:
      'Notifications can be posted to a public http or https address only, without a name and password in it.',
  });
}
