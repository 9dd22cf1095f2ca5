/** SQL of `messaging_channels`. Secrets are sealed before they come here. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isUniqueViolation, row, rows, type Db } from '#platform/database';
import type { Id } from '#platform/ids';
import type { ChannelPlatform, ChannelStatus } from './channel.entity.js';
import { channelTaken, tooManyChannels } from '../messaging.errors.js';

export interface ChannelRow {
  id: Id<'chn'>;
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  platform: ChannelPlatform;
  platformId: string;
  displayName: string;
  purpose: 'bot' | 'notify';
  status: ChannelStatus;
  secrets: string | null;
  config: Record<string, unknown>;
  lastError: string | null;
  lastInboundAt: Date | null;
  createdAt: Date;
  /** Raised by every new link and every new holder: what is written with an older one is about something past. */
  epoch: number;
  /** Whether a worker holds its lease at this moment. */
  held: boolean;
  /** Nobody has held it, and nothing was changed, for longer than it takes a worker to take it up. */
  left: boolean;
}

export interface NewChannel {
  id: Id<'chn'>;
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  platform: ChannelPlatform;
  platformId: string;
  displayName: string;
  purpose: 'bot' | 'notify';
  status: ChannelStatus;
  secrets: string | null;
  config: Record<string, unknown>;
}

const COLUMNS = `id, seller_id, agent_id, platform, platform_id, display_name, purpose, status, secrets, config, last_error,
  last_inbound_at, created_at, epoch, coalesce(lease_until > now(), false) as held,
  greatest(updated_at, lease_until) < now() - interval '20 seconds' as left`;

/** Live channels of one seller: far more than a shop needs, and all of them fit on a page. */
const MAX_CHANNELS = 50;
const LISTED_MAX = 100;

/** State of a driver that is at nothing. */
const IDLE = { state: 'idle', pairing: null, wish: null, refused: null };
/** Whoever held it writes nothing more about it. */
const ENDED_LEASE = `epoch = epoch + 1, lease_owner = null, lease_until = null`;

@Injectable()
export class ChannelsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Live ones first, oldest first; then those that ended, the latest first. */
  async list(sellerId: Id<'sel'>): Promise<ChannelRow[]> {
    return rows(
      this.dataSource,
      `select ${COLUMNS} from messaging_channels where seller_id = $1
        order by status = 'disconnected', case when status = 'disconnected' then updated_at end desc, created_at, id
        limit ${LISTED_MAX}`,
      [sellerId],
    );
  }

  /** All of them, however many. */
  async listLive(sellerId: Id<'sel'>): Promise<Pick<ChannelRow, 'id' | 'platform'>[]> {
    return rows(
      this.dataSource,
      `select id, platform from messaging_channels where seller_id = $1 and status <> 'disconnected'`,
      [sellerId],
    );
  }

  /** @param id as it may have come from outside */
  async find(sellerId: Id<'sel'>, id: string): Promise<ChannelRow | null> {
    return row(
      this.dataSource,
      `select ${COLUMNS} from messaging_channels where seller_id = $1 and id = $2`,
      [sellerId, id],
    );
  }

  async findAcrossSellers(id: string): Promise<ChannelRow | null> {
    return row(this.dataSource, `select ${COLUMNS} from messaging_channels where id = $1`, [id]);
  }

  /** The live channel of a platform account, whoever owns it. */
  async findLiveAcrossSellers(
    platform: ChannelPlatform,
    platformId: string,
  ): Promise<ChannelRow | null> {
    return row(
      this.dataSource,
      `select ${COLUMNS} from messaging_channels
        where platform = $1 and platform_id = $2 and status <> 'disconnected'`,
      [platform, platformId],
    );
  }

  /**
   * Creates the channel, or revives the seller's own earlier one for the same account (its chats go on). Who holds it
   * lets go: it knows neither the new secrets nor how the phone is to be linked now.
   *
   * @throws AppError `messaging.too_many_channels` (409), `messaging.channel_taken` (400)
   */
  async save(channel: NewChannel): Promise<ChannelRow> {
    const { sellerId, platform, platformId } = channel;
    const others = await row<{ count: number }>(
      this.dataSource,
      `select count(*)::int as count from messaging_channels
        where seller_id = $1 and status <> 'disconnected' and (platform, platform_id) <> ($2, $3)`,
      [sellerId, platform, platformId],
    );
    if (others && others.count >= MAX_CHANNELS) throw tooManyChannels(MAX_CHANNELS);
    try {
      return (await this.revive(channel)) ?? (await this.create(channel));
    } catch (error) {
      // Two at the same moment: the unique index decides.
      throw isUniqueViolation(error) ? channelTaken(channel.displayName) : error;
    }
  }

  private async revive(channel: NewChannel): Promise<ChannelRow | null> {
    return row<ChannelRow>(
      this.dataSource,
      `update messaging_channels
          set status = $4, secrets = $5, config = $6, display_name = $7, last_error = null, updated_at = now(),
              ${ENDED_LEASE}
        where id = (select id from messaging_channels
                     where seller_id = $1 and platform = $2 and platform_id = $3 order by created_at desc limit 1)
        returning ${COLUMNS}`,
      [
        channel.sellerId,
        channel.platform,
        channel.platformId,
        channel.status,
        channel.secrets,
        JSON.stringify(channel.config),
        channel.displayName,
      ],
    );
  }

  private async create(channel: NewChannel): Promise<ChannelRow> {
    const created = await row<ChannelRow>(
      this.dataSource,
      `insert into messaging_channels
         (id, seller_id, agent_id, platform, platform_id, display_name, purpose, status, secrets, config)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${COLUMNS}`,
      [
        channel.id,
        channel.sellerId,
        channel.agentId,
        channel.platform,
        channel.platformId,
        channel.displayName,
        channel.purpose,
        channel.status,
        channel.secrets,
        JSON.stringify(channel.config),
      ],
    );
    if (!created) throw new Error('insert of a channel answered no row');
    return created;
  }

  /** The id a save would revive, so that secrets can be sealed for the right row. */
  async findOwn(
    sellerId: Id<'sel'>,
    platform: ChannelPlatform,
    platformId: string,
  ): Promise<ChannelRow | null> {
    return row(
      this.dataSource,
      `select ${COLUMNS} from messaging_channels
        where seller_id = $1 and platform = $2 and platform_id = $3 order by created_at desc limit 1`,
      [sellerId, platform, platformId],
    );
  }

  async setConnected(id: Id<'chn'>): Promise<void> {
    await rows(
      this.dataSource,
      `update messaging_channels set status = 'connected', last_error = null, updated_at = now() where id = $1`,
      [id],
    );
  }

  /**
   * Ends it, with its secrets, its lease and what its driver was at.
   *
   * @param o `epoch`: of the link that is over; one that was made anew stays
   * @returns whether it was ended
   */
  async setDisconnected(
    db: Db | null,
    id: Id<'chn'>,
    o: { lastError: string | null; epoch: number | null },
  ): Promise<boolean> {
    const ended = await rows(
      db ?? this.dataSource,
      `update messaging_channels
          set status = 'disconnected', last_error = $2, secrets = null, config = config || $4::jsonb, updated_at = now(),
              ${ENDED_LEASE}
        where id = $1 and ($3::int is null or epoch = $3) returning id`,
      [id, o.lastError, o.epoch, JSON.stringify(IDLE)],
    );
    return ended.length === 1;
  }

  async setSecrets(id: Id<'chn'>, sealed: string): Promise<void> {
    await rows(
      this.dataSource,
      `update messaging_channels set secrets = $2, updated_at = now() where id = $1 and status <> 'disconnected'`,
      [id, sealed],
    );
  }

  async rename(id: Id<'chn'>, displayName: string): Promise<void> {
    await rows(
      this.dataSource,
      `update messaging_channels set display_name = $2, updated_at = now() where id = $1`,
      [id, displayName],
    );
  }

  /** Merges keys into the driver's own state. */
  async mergeConfig(id: Id<'chn'>, patch: Record<string, unknown>): Promise<void> {
    await rows(
      this.dataSource,
      `update messaging_channels set config = config || $2::jsonb where id = $1`,
      [id, JSON.stringify(patch)],
    );
  }

  /** Whether another seller's live channel has the same number. */
  async isNumberTaken(id: Id<'chn'>, phone: string): Promise<boolean> {
    const found = await row(
      this.dataSource,
      `select 1 from messaging_channels
        where platform = 'whatsapp' and status = 'connected' and config->>'phone' = $2 and id <> $1 limit 1`,
      [id, phone],
    );
    return found !== null;
  }

  /** Somebody wrote: the channel works. Written at most every ten seconds. */
  async touchInbound(id: Id<'chn'>): Promise<void> {
    await rows(
      this.dataSource,
      `update messaging_channels
          set last_inbound_at = now(), last_error = null,
              status = case when platform = 'telegram' and status = 'pending' then 'connected' else status end
        where id = $1 and (last_inbound_at is null or last_inbound_at < now() - interval '10 seconds' or last_error is not null)`,
      [id],
    );
  }

  /** Whether messages can be sent there at all. */
  async isLive(db: Db, id: Id<'chn'> | null): Promise<boolean> {
    const found = await row(
      db,
      `select 1 from messaging_channels where id = $1 and status <> 'disconnected'`,
      [id],
    );
    return found !== null;
  }

  async platformOf(db: Db, id: Id<'chn'>): Promise<ChannelPlatform> {
    const found = await row<{ platform: ChannelPlatform }>(
      db,
      `select platform from messaging_channels where id = $1`,
      [id],
    );
    if (!found) throw new Error(`channel ${id} vanished`);
    return found.platform;
  }
}
