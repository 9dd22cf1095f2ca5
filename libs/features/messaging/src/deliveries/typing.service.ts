/** Shows a person that they are being answered, as long as that takes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { ChannelsService } from '../channels/channels.service.js';
import { OutboxService } from './outbox.service.js';

/** What is answered sooner needs no sign that it will be. */
const SHOW_AFTER_MS = 300;

@Injectable()
export class TypingService {
  private readonly logger = new Logger(TypingService.name);

  constructor(
    private readonly channels: ChannelsService,
    private readonly outbox: OutboxService,
  ) {}

  /** From now until the result is called. Never throws: an answer does not depend on it. */
  show(chat: { channelId: Id<'chn'> | null; externalId: string }): () => void {
    const { channelId, externalId } = chat;
    const ended = new AbortController();
    if (channelId !== null) {
      this.keepShowing(channelId, externalId, ended.signal).catch((error: unknown) => {
        this.logger.debug({ channelId, code: toAppError(error).code }, 'typing could not be shown');
      });
    }
    return () => ended.abort();
  }

  private async keepShowing(id: Id<'chn'>, chatId: string, signal: AbortSignal): Promise<void> {
    await sleep(SHOW_AFTER_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const channel = await this.channels.open(id);
    const driver = channel && this.outbox.driverOf(channel.platform);
    if (!driver || driver.typingEveryMs === null || signal.aborted) return;
    const show = (): void => void driver.showTyping(channel, chatId);
    show();
    const timer = setInterval(show, driver.typingEveryMs);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }
}
