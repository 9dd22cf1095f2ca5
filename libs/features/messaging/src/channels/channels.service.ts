/** Channels of a seller: listing, opening for the drivers, and their life and death. Linking is per platform. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SecretBox } from '#platform/crypto';
import type { Id } from '#platform/ids';
import { channelNotFound } from '../messaging.errors.js';
import type { OpenChannel } from './channel-driver.js';
import { ChannelHealthService } from './channel-health.service.js';
import { isEnded, viewOf, visible, type Channel, type ChannelView } from './channel-view.js';
import { ChannelsRepository, type ChannelRow } from './channels.repository.js';

const secretsSchema = z.record(z.string(), z.string());

@Injectable()
export class ChannelsService {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly secretBox: SecretBox,
    private readonly health: ChannelHealthService,
  ) {}

  async list(sellerId: Id<'sel'>): Promise<Channel[]> {
    return (await this.channels.list(sellerId)).map(visible);
  }

  /** Every channel that is not disconnected, however many. */
  async listLive(sellerId: Id<'sel'>): Promise<Pick<Channel, 'id' | 'platform'>[]> {
    return this.channels.listLive(sellerId);
  }

  /** @throws AppError not_found for a foreign or unknown id */
  async get(sellerId: Id<'sel'>, id: Id<'chn'>): Promise<Channel> {
    const found = await this.channels.find(sellerId, id);
    if (!found) throw channelNotFound();
    return visible(found);
  }

  /** The same with what a phone has to see to be linked. @throws AppError not_found */
  async view(sellerId: Id<'sel'>, id: string): Promise<ChannelView> {
    const found = await this.channels.find(sellerId, id);
    if (!found) throw channelNotFound();
    return viewOf(found);
  }

  /** The channel with its secrets, for a driver; null when it is unknown (an id from outside may be) or disconnected. */
  async open(id: string): Promise<OpenChannel | null> {
    const found = await this.channels.findAcrossSellers(id);
    return found && found.status !== 'disconnected' ? this.opened(found) : null;
  }

  /** Seals a channel's secrets for its row. */
  seal(id: Id<'chn'>, secrets: Record<string, string>): string {
    return this.secretBox.seal(JSON.stringify(secrets), aad(id));
  }

  /**
   * Ends a channel: its secrets are deleted, its conversations stay readable. Of one that has ended already, why is
   * forgotten: the seller has seen it.
   */
  async disconnect(sellerId: Id<'sel'>, id: Id<'chn'>): Promise<OpenChannel | null> {
    const found = await this.channels.find(sellerId, id);
    if (!found) throw channelNotFound();
    if (found.status === 'disconnected' && !isEnded(found)) return null;
    const opened = this.opened(found);
    await this.health.disconnected(opened, null);
    return opened;
  }

  private opened(channel: ChannelRow): OpenChannel {
    const secrets = channel.secrets
      ? secretsSchema.parse(JSON.parse(this.secretBox.open(channel.secrets, aad(channel.id))))
      : {};
    return { ...channel, secrets };
  }
}

function aad(id: string): { table: string; row: string; column: string } {
  return { table: 'messaging_channels', row: id, column: 'secrets' };
}
