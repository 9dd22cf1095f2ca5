/** Whether a seller's own bot brings us what buyers write: written down, logged, and shown at once. */
import { Injectable, Logger } from '@nestjs/common';
import { TelegramFailure } from '#clients/telegram';
import { ChannelHealthService } from '../channels/channel-health.service.js';
import { TelegramHealthRepository, type TelegramBotLink } from './telegram-health.repository.js';

@Injectable()
export class TelegramHealthService {
  private readonly logger = new Logger(TelegramHealthService.name);

  constructor(
    private readonly bots: TelegramHealthRepository,
    private readonly health: ChannelHealthService,
  ) {}

  /** Nothing comes from there; the seller is told of it like of any channel's trouble. */
  async inTrouble(bot: TelegramBotLink, words: string): Promise<void> {
    const isNew = await this.health.changeTo(bot, 'pending', (db) =>
      this.bots.noteTrouble(db, bot, words),
    );
    if (isNew) this.logger.warn({ channelId: bot.id, trouble: words }, 'a bot brings no messages');
  }

  /** Telegram no longer knows its token. */
  async dead(bot: TelegramBotLink): Promise<void> {
    await this.health.refused(bot, 'unauthorized');
  }

  /** It works, or works again. */
  async well(bot: TelegramBotLink): Promise<void> {
    const isNew = await this.health.changeTo(bot, 'connected', (db) => this.bots.noteWell(db, bot));
    if (isNew) this.logger.log({ channelId: bot.id }, 'a bot brings messages');
  }
}

/** What a failure of the Bot API means for a bot, in words for the seller. */
export function troubleWords(error: unknown): string {
  if (!(error instanceof TelegramFailure)) return 'Telegram could not be asked for its messages.';
  switch (error.reason) {
    case 'conflict':
      return 'Another program takes the messages of this bot, so none reach your agent. Stop it, or give it a bot of its own; then connect this bot again.';
    case 'not_sent':
    case 'unknown_outcome':
    case 'server_error':
    case 'rate_limited':
      return 'Telegram does not give out the messages of this bot at the moment. It is asked again by itself.';
    default:
      return `Telegram does not give out the messages of this bot: ${error.description.slice(0, 200)}`;
  }
}
