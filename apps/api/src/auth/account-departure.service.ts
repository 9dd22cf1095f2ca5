/**
 * An account leaves: its channels are unhooked from their platforms, the rows go, then the workspace folder. Only the rows
 * are the promise; folders on other machines are found by the workers (see apps/worker/src/auth).
 */
import { rm } from 'node:fs/promises';
import { Injectable, Logger } from '@nestjs/common';
import { AccountRemoval, type SellerIdentity } from '#features/auth';
import { ChannelsService, TelegramLinkService, WhatsappLinkService } from '#features/messaging';
import { AppConfig } from '#platform/config';
import type { Id } from '#platform/ids';
import { workspaceOf } from './workspace-folder.js';

/** Takes an account and what hangs on it away. */
@Injectable()
export class AccountDeparture {
  private readonly logger = new Logger(AccountDeparture.name);

  constructor(
    private readonly config: AppConfig,
    private readonly removal: AccountRemoval,
    private readonly channels: ChannelsService,
    private readonly telegram: TelegramLinkService,
    private readonly whatsapp: WhatsappLinkService,
  ) {}

  /** @throws AppError `auth.wrong_password` (403) */
  async leave(seller: SellerIdentity, password: string): Promise<void> {
    await this.removal.demandPassword(seller, password);
    await this.unhook(seller.sellerId);
    await this.removal.remove(seller);
    await rm(workspaceOf(this.config, seller.sellerId), { recursive: true, force: true }).catch(
      (error: unknown) => this.logger.warn({ err: error }, 'a workspace was not deleted yet'),
    );
  }

  /** A platform that cannot be reached is no reason to keep the account. */
  private async unhook(sellerId: Id<'sel'>): Promise<void> {
    for (const { id, platform } of await this.channels.listLive(sellerId)) {
      const link = platform === 'whatsapp' ? this.whatsapp : this.telegram;
      await link.unlink(sellerId, id).catch((error: unknown) => {
        this.logger.warn(
          { err: error, channelId: id },
          'a channel of a leaving account stays hooked',
        );
      });
    }
  }
}
