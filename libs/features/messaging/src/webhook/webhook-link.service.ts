/** Makes a webhook channel: any platform or gateway can bring messages in, signed, and get answers posted back. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, type Id } from '#platform/ids';
import { ChannelsRepository } from '../channels.repository.js';
import { ChannelsService, visible, type Channel } from '../channels.service.js';

@Injectable()
export class WebhookLinkService {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly channelsService: ChannelsService,
  ) {}

  /**
   * @param answerUrl where answers are posted; null: the caller reads them from the API
   * @returns the channel and its signing secret (`whsec_…`), which is shown this once
   */
  async link(
    seller: { sellerId: Id<'sel'>; agentId: Id<'agt'> },
    request: { name: string; answerUrl: string | null },
  ): Promise<{ channel: Channel; secret: string }> {
    const id = newId('chn');
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const saved = await this.channels.save({
      id,
      ...seller,
      platform: 'webhook',
      platformId: `wh_${id.slice(4)}`,
      displayName: request.name,
      purpose: 'bot',
      status: 'connected',
      secrets: this.channelsService.seal(id, { signingSecret: secret }),
      config: { transport: 'webhook', ...(request.answerUrl ? { url: request.answerUrl } : {}) },
    });
    return { channel: visible(saved), secret };
  }
}
