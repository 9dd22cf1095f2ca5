/** Channels of a seller: listing, opening for the drivers, and their life and death. Linking is per platform. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SecretBox } from '#platform/crypto';
import type { Id } from '#platform/ids';
import type { OpenChannel } from './channel-driver.js';
import type { ChannelPlatform, ChannelStatus } from './channel.entity.js';
import { ChannelsRepository, type ChannelRow } from './channels.repository.js';
import { channelNotFound } from './messaging.errors.js';

/** A channel as its seller sees it; never with secrets. */
export interface Channel {
  id: Id<'chn'>;
  platform: ChannelPlatform;
  platformId: string;
  displayName: string;
  purpose: 'bot' | 'notify';
  status: ChannelStatus;
  lastError: string | null;
  lastInboundAt: Date | null;
  createdAt: Date;
}

const secretsSchema = z.record(z.string(), z.string());

@Injectable()
export class ChannelsService {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly secretBox: SecretBox,
  ) {}

  async list(sellerId: Id<'sel'>): Promise<Channel[]> {
    return (await this.channels.list(sellerId)).map(visible);
  }

  /** @throws AppError not_found for a foreign or unknown id */
  async get(sellerId: Id<'sel'>, id: Id<'chn'>): Promise<Channel> {
    const found = await this.channels.find(sellerId, id);
    if (!found) throw channelNotFound();
    return visible(found);
  }

  /** The channel with its secrets, for a driver; null when it is unknown or disconnected. */
  async open(id: Id<'chn'>): Promise<OpenChannel | null> {
    const found = await this.channels.findAcrossSellers(id);
    return found && found.status !== 'disconnected' ? this.opened(found) : null;
  }

  /** Seals a channel's secrets for its row. */
  seal(id: Id<'chn'>, secrets: Record<string, string>): string {
    return this.secretBox.seal(JSON.stringify(secrets), aad(id));
  }

  /** Ends a channel: its secrets are deleted, its conversations stay readable. */
  async disconnect(sellerId: Id<'sel'>, id: Id<'chn'>): Promise<OpenChannel | null> {
    const found = await this.channels.find(sellerId, id);
    if (!found) throw channelNotFound();
    const opened = found.status === 'disconnected' ? null : this.opened(found);
    await this.channels.setStatus(id, 'disconnected', null);
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

/** A socket that no worker holds is not connected, whatever was written last. */
function shownStatus(channel: ChannelRow): ChannelStatus {
  const { platform, status, held } = channel;
  return platform === 'whatsapp' && status === 'connected' && !held ? 'pending' : status;
}

/** What a seller may see of a channel. */
export function visible(channel: ChannelRow): Channel {
  return {
    id: channel.id,
    platform: channel.platform,
    platformId: channel.platformId,
    displayName: channel.displayName,
    purpose: channel.purpose,
    status: shownStatus(channel),
    lastError: channel.lastError,
    lastInboundAt: channel.lastInboundAt,
    createdAt: channel.createdAt,
  };
}
