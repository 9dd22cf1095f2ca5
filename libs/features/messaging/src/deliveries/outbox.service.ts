/** Puts answers into the line of a conversation, as part of the transaction that ends a run. */
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { CHANNEL_DRIVERS, type ChannelDriver } from '../channels/channel-driver.js';
import type { ChannelPlatform } from '../channels/channel.entity.js';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { DeliveryAuthor, SystemLine } from './delivery.entity.js';

export interface OutgoingAnswer {
  sellerId: Id<'sel'>;
  conversationId: Id<'cnv'>;
  channelId: Id<'chn'> | null;
  runId: Id<'run'> | null;
  author: DeliveryAuthor;
  text: string;
  /** The caller's own key of this message, if it gave one. */
  idempotencyKey?: string | null;
  /** What it is about, if it is a line of ours that is not said again for a while. */
  line?: SystemLine;
}

@Injectable()
export class OutboxService {
  /** A channel stays on its platform for good. */
  private readonly platforms = new Map<Id<'chn'>, ChannelPlatform>();

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly channels: ChannelsRepository,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDriver[],
  ) {}

  /**
   * Queues one answer, split into the parts its platform takes. In the seller's own chat there is nowhere to send:
   * the row itself is the message.
   */
  async enqueue(manager: EntityManager, answer: OutgoingAnswer): Promise<Id<'out'>[]> {
    const parts = answer.channelId
      ? await this.split(manager, answer.channelId, answer.text)
      : [answer.text];
    const status = answer.channelId ? 'pending' : 'sent';
    return this.deliveries.insert(manager, { ...answer, status }, parts);
  }

  /** Keeps a message that has gone out already by other means: the seller's own phone. */
  async keep(
    manager: EntityManager,
    message: OutgoingAnswer & { externalId: string },
  ): Promise<void> {
    await this.deliveries.insert(manager, { ...message, status: 'sent' }, [message.text]);
  }

  /** @throws AppError when no driver serves the platform in this process */
  driverOf(platform: ChannelPlatform): ChannelDriver {
    const driver = this.drivers.find((candidate) => candidate.platform === platform);
    if (driver) return driver;
    throw new AppError({
      kind: 'unavailable',
      code: 'messaging.no_driver',
      message: `This process has no driver for ${platform}.`,
    });
  }

  private async split(
    manager: EntityManager,
    channelId: Id<'chn'>,
    text: string,
  ): Promise<string[]> {
    const platform =
      this.platforms.get(channelId) ?? (await this.channels.platformOf(manager, channelId));
    this.platforms.set(channelId, platform);
    return this.driverOf(platform).split(text);
  }
}
