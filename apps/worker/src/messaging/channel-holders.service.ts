/** What a worker of role `channels` holds: bots to poll, WhatsApp sockets. */
import { Injectable } from '@nestjs/common';
import { WorkerIdentity } from '#features/agents';
import { TelegramPollerService, WhatsappHostService } from '#features/messaging';

@Injectable()
export class ChannelHolders {
  constructor(
    private readonly poller: TelegramPollerService,
    private readonly whatsapp: WhatsappHostService,
    private readonly worker: WorkerIdentity,
  ) {}

  start(): void {
    this.poller.start(this.worker.id);
    this.whatsapp.start(this.worker.id);
  }

  /** Nothing new comes in; what is under way can still be answered. */
  async stopTaking(): Promise<void> {
    await this.poller.stop();
  }

  /** Closes the sockets and gives the leases back. */
  async close(): Promise<void> {
    await this.whatsapp.stop();
  }
}
