/** Makes a webhook channel: any platform or gateway can bring messages in, signed, and get answers posted back. */
import { Injectable } from '@nestjs/common';
import { AppError } from '#platform/errors';
import { newId, type Id } from '#platform/ids';
import { ChannelHealthService } from '../channels/channel-health.service.js';
import { visible, type Channel } from '../channels/channel-view.js';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { ChannelsService } from '../channels/channels.service.js';
import { channelNotFound } from '../messaging.errors.js';
import { newSigningSecret, OVERLAP_MS } from './signing-secrets.js';
import { WebhookSenderService } from './webhook-sender.service.js';

@Injectable()
export class WebhookLinkService {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly channelsService: ChannelsService,
    private readonly sender: WebhookSenderService,
    private readonly health: ChannelHealthService,
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
    this.refusePrivate(request.answerUrl);
    const secret = newSigningSecret();
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
    await this.health.announce(saved, 'connected');
    return { channel: visible(saved), secret };
  }

  /**
   * Another name or address for answers; null: they are posted nowhere any more. What waits for the old address goes to
   * the new one.
   *
   * @throws AppError not_found for a foreign id, or one that is not a live webhook's
   */
  async change(
    sellerId: Id<'sel'>,
    id: string,
    change: { name?: string | null; answerUrl?: string | null },
  ): Promise<Channel> {
    const found = await this.channels.find(sellerId, id);
    if (found?.platform !== 'webhook' || found.status === 'disconnected') throw channelNotFound();
    const { name = null, answerUrl } = change;
    this.refusePrivate(answerUrl ?? null);
    if (name !== null) await this.channels.rename(found.id, name);
    if (answerUrl !== undefined) {
      await this.channels.mergeConfig(found.id, { url: answerUrl ?? '' });
    }
    this.health.changed(found.id);
    return this.channelsService.get(sellerId, found.id);
  }

  /**
   * A new signing secret, shown this once. The old one is good for a day more, in both directions.
   *
   * @throws AppError not_found for a foreign id, or one that is not a live webhook's
   */
  async rotateSecret(
    sellerId: Id<'sel'>,
    id: string,
  ): Promise<{ secret: string; previousValidUntil: Date }> {
    const found = await this.channels.find(sellerId, id);
    const channel =
      found?.platform === 'webhook' ? await this.channelsService.open(found.id) : null;
    if (!channel) throw channelNotFound();
    const secret = newSigningSecret();
    const previousValidUntil = new Date(Date.now() + OVERLAP_MS);
    const previous = channel.secrets['signingSecret'];
    const sealed = this.channelsService.seal(channel.id, {
      signingSecret: secret,
      ...(previous
        ? { previousSecret: previous, previousUntil: previousValidUntil.toISOString() }
        : {}),
    });
    await this.channels.setSecrets(channel.id, sealed);
    return { secret, previousValidUntil };
  }

  private refusePrivate(answerUrl: string | null): void {
    if (answerUrl !== null && !this.sender.isAllowed(answerUrl)) throw notPublic();
  }
}

function notPublic(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'messaging.address_not_public',
    message:
      'Answers can be posted to a public http or https address only, without a name and password in it.',
  });
}
