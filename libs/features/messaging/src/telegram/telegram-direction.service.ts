/**
 * Where Telegram delivers what buyers write to sellers' own bots. With a public address it posts to us, each channel with
 * a secret of its own; without one the holder of the channel's lease polls. Since anybody with a bot's token can direct
 * it elsewhere, and our own address may change, bots are looked at from time to time and directed to us again.
 */
import { Injectable, Logger } from '@nestjs/common';
import { TelegramClient, TelegramFailure, type TelegramWebhookInfo } from '#clients/telegram';
import { AppConfig } from '#platform/config';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { ChannelsService } from '../channels/channels.service.js';
import { TelegramHealthService, troubleWords } from './telegram-health.service.js';
import {
  TelegramHealthRepository,
  type DirectedBot,
  type TelegramBotLink,
} from './telegram-health.repository.js';

const LOOK_EVERY_MS = 5 * 60_000;
const RETRY_MS = 30_000;
const AT_A_TIME = 20;
/** Telegram keeps its last complaint for ever: an older one than this is history. */
const FRESH_ERROR_MS = 2 * LOOK_EVERY_MS;

/** Path under PUBLIC_URL at which Telegram delivers a channel's updates. */
export function telegramWebhookPath(channelId: Id<'chn'>): string {
  return `/messaging/telegram/webhook/${channelId}`;
}

@Injectable()
export class TelegramDirectionService {
  private readonly logger = new Logger(TelegramDirectionService.name);

  constructor(
    private readonly config: AppConfig,
    private readonly telegram: TelegramClient,
    private readonly bots: TelegramHealthRepository,
    private readonly channels: ChannelsService,
    private readonly health: TelegramHealthService,
  ) {}

  /** Directs a bot to us; it counts as connected from then on. @throws TelegramFailure, also told to the seller */
  async connect(bot: TelegramBotLink, token: string, secret: string): Promise<void> {
    await this.direct(bot, token, secret);
    await this.health.well(bot);
  }

  /** One look at the bots whose turn has come; called by every worker's sweep. */
  async look(): Promise<void> {
    const due = await this.bots.claimForLookAcrossSellers(this.config.publicUrl, {
      limit: AT_A_TIME,
      everyMs: LOOK_EVERY_MS,
      retryMs: RETRY_MS,
    });
    await Promise.all(due.map((bot) => this.lookAt(bot)));
  }

  private async lookAt(bot: DirectedBot): Promise<void> {
    const channel = await this.channels.open(bot.id);
    const token = channel?.secrets['botToken'];
    if (!channel || !token) return;
    try {
      await this.check(bot, token, channel.secrets['webhookSecret'] ?? '');
    } catch (error) {
      await this.failed(bot, error);
    }
  }

  private async check(bot: DirectedBot, token: string, secret: string): Promise<void> {
    const address = this.addressFor(bot.id);
    const info = await this.telegram.getWebhookInfo(token);
    if (info.url !== address || bot.address !== address) {
      await this.direct(bot, token, secret);
      const isForeign = info.url !== '' && !info.url.endsWith(telegramWebhookPath(bot.id));
      const wasTaken = bot.address !== null && isForeign;
      return wasTaken ? this.health.inTrouble(bot, TAKEN_BACK) : this.health.well(bot);
    }
    if (isStuck(info)) {
      const said = (info.lastErrorMessage ?? 'no reason given').slice(0, 200);
      await this.health.inTrouble(bot, `Telegram cannot deliver its messages to us: ${said}`);
    } else {
      await this.health.well(bot);
    }
  }

  private async direct(bot: TelegramBotLink, token: string, secret: string): Promise<void> {
    const address = this.addressFor(bot.id);
    try {
      await (address === null
        ? this.telegram.deleteWebhook(token)
        : this.telegram.setWebhook(token, address, secret));
    } catch (error) {
      await this.health.inTrouble(bot, troubleWords(error));
      throw error;
    }
    await this.bots.noteDirected(bot, address);
  }

  /** That Telegram does not answer says nothing of what it delivers; a token it no longer knows ends the channel. */
  private async failed(bot: DirectedBot, error: unknown): Promise<void> {
    if (error instanceof TelegramFailure && error.reason === 'unauthorized') {
      return this.health.dead(bot);
    }
    this.logger.warn(
      { channelId: bot.id, code: toAppError(error).code },
      'a bot could not be looked at',
    );
  }

  private addressFor(id: Id<'chn'>): string | null {
    const { publicUrl } = this.config;
    return publicUrl === null ? null : `${publicUrl}${telegramWebhookPath(id)}`;
  }
}

const TAKEN_BACK =
  'Another program had taken this bot over, and it was taken back. Stop that program, or give it a bot of its own.';

function isStuck({ pendingUpdates, lastErrorAt }: TelegramWebhookInfo): boolean {
  return (
    pendingUpdates > 0 &&
    lastErrorAt !== null &&
    Date.now() - lastErrorAt.getTime() < FRESH_ERROR_MS
  );
}
