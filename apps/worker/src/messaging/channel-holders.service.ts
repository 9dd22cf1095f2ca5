/** What a worker of role `channels` holds: bots to poll, WhatsApp sockets; and what it tells sellers about them. */
import { Injectable } from '@nestjs/common';
import { WorkerIdentity } from '#features/agents';
import {
  PlatformBotService,
  TelegramPollerService,
  WhatsappHostService,
} from '#features/messaging';
import { BotDirectionSweep } from './bot-direction-sweep.service.js';
import { NotificationSweepService } from './notification-sweep.service.js';

@Injectable()
export class ChannelHolders {
  constructor(
    private readonly poller: TelegramPollerService,
    private readonly platformBot: PlatformBotService,
    private readonly whatsapp: WhatsappHostService,
    private readonly directions: BotDirectionSweep,
    private readonly notifications: NotificationSweepService,
    private readonly worker: WorkerIdentity,
  ) {}

  start(): void {
    this.poller.start(this.worker.id);
    this.platformBot.start(this.worker.id);
    this.whatsapp.start(this.worker.id);
    this.directions.start();
    this.notifications.start();
  }

  /** Nothing new comes in; what is under way can still be answered. */
  async stopTaking(): Promise<void> {
    await Promise.all(
      [this.poller, this.platformBot, this.directions, this.notifications].map((one) => one.stop()),
    );
  }

  /** Closes the sockets and gives the leases back. */
  async close(): Promise<void> {
    await this.whatsapp.stop();
  }
}
