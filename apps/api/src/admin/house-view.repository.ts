/** SQL of what administrators see across all features. Reads only, and never what people wrote. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type {
  AdminSellerDto,
  CountDto,
  DeadLetterDto,
  SickChannelDto,
  SickShopDto,
} from './admin.dto.js';

const LISTED_MAX = 50;
const SELLER = `s.id, s.email, s.name, s.plan, s.status, s.email_verified_at is not null as email_verified,
  s.totp_confirmed_at is not null as totp_enabled, s.created_at,
  (select max(a.last_seen_at) from auth_sessions a where a.seller_id = s.id) as last_seen_at,
  c.shop_name, c.status as shop_status,
  (select count(*)::int from messaging_channels m where m.seller_id = s.id and m.status <> 'disconnected') as channels
  from sellers s left join etsy_connections c on c.seller_id = s.id`;

/** Reads across all sellers, for administrators. */
@Injectable()
export class HouseViewRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. */
  async listSellersAcrossSellers(query: {
    search: string | null;
    status: string | null;
    before: string | null;
    limit: number;
  }): Promise<AdminSellerDto[]> {
    return rows<AdminSellerDto>(
      this.dataSource,
      `select ${SELLER}
        where ($1::text is null or s.id = $1 or position(lower($1) in s.email) > 0
               or position(lower($1) in lower(s.name)) > 0 or position(lower($1) in lower(c.shop_name)) > 0)
          and ($2::text is null or s.status = $2) and ($3::text is null or s.id < $3)
        order by s.id desc limit $4`,
      [query.search, query.status, query.before, query.limit],
    );
  }

  /** One of them, or null. */
  async findSeller(sellerId: string): Promise<AdminSellerDto | null> {
    return row<AdminSellerDto>(this.dataSource, `select ${SELLER} where s.id = $1`, [sellerId]);
  }

  /** Channels by platform and state. */
  async countChannelsAcrossSellers(): Promise<CountDto[]> {
    return this.counts(
      `select platform as kind, status, count(*)::int as count from messaging_channels group by 1, 2 order by 1, 2`,
    );
  }

  /** Syncs of the last day by what started them and how they ended. */
  async countSyncsAcrossSellers(): Promise<CountDto[]> {
    return this.counts(
      `select trigger as kind, status, count(*)::int as count from sync_runs
        where created_at > now() - interval '1 day' group by 1, 2 order by 1, 2`,
    );
  }

  /** Messages of the last day by source and state. */
  async countInboxAcrossSellers(): Promise<CountDto[]> {
    return this.counts(
      `select source as kind, status, count(*)::int as count from agent_inbox
        where created_at > now() - interval '1 day' group by 1, 2 order by 1, 2`,
    );
  }

  /** Outgoing messages of the last day by author and state. */
  async countDeliveriesAcrossSellers(): Promise<CountDto[]> {
    return this.counts(
      `select author as kind, status, count(*)::int as count from deliveries
        where created_at > now() - interval '1 day' group by 1, 2 order by 1, 2`,
    );
  }

  /** Milliseconds since the oldest waiting message could have been answered; null: none waits. */
  async oldestQueuedMsAcrossSellers(): Promise<number | null> {
    const found = await row<{ ageMs: number | null }>(
      this.dataSource,
      `select (extract(epoch from now() - min(available_at)) * 1000)::float8 as age_ms
         from agent_inbox where status = 'queued' and available_at <= now()`,
    );
    return found?.ageMs ?? null;
  }

  /** Channels that are linked and do not work, the latest trouble first. */
  async listSickChannelsAcrossSellers(): Promise<SickChannelDto[]> {
    return rows<SickChannelDto>(
      this.dataSource,
      `select id, seller_id, platform, status, last_error, last_inbound_at, updated_at from messaging_channels
        where status <> 'connected' and last_error is not null
        order by updated_at desc limit $1`,
      [LISTED_MAX],
    );
  }

  /** Shops that must be connected anew or whose catalogue is older than Etsy's terms allow to show. */
  async listSickShopsAcrossSellers(): Promise<SickShopDto[]> {
    return rows<SickShopDto>(
      this.dataSource,
      `select c.seller_id, c.shop_name, c.status, c.last_sync_at,
              (select r.error from sync_runs r where r.seller_id = c.seller_id order by r.id desc limit 1) as last_error
         from etsy_connections c
        where c.status <> 'active' or c.last_sync_at is null or c.last_sync_at < now() - interval '6 hours'
        order by c.last_sync_at nulls first limit $1`,
      [LISTED_MAX],
    );
  }

  /** Messages that were given up, newest first. */
  async listDeadLettersAcrossSellers(
    before: string | null,
    limit: number,
  ): Promise<DeadLetterDto[]> {
    return rows<DeadLetterDto>(
      this.dataSource,
      `select i.id, a.seller_id, i.conversation_id, i.source, i.attempt_count as attempts,
              i.crash_count as crashes, i.error, i.created_at
         from agent_inbox i join agents a on a.id = i.agent_id
        where i.status = 'failed' and ($1::text is null or i.id < $1)
        order by i.id desc limit $2`,
      [before, limit],
    );
  }

  /** Whose message it is that was given up, or null. */
  async findDeadLetterSeller(inboxId: string): Promise<Id<'sel'> | null> {
    const found = await row<{ sellerId: Id<'sel'> }>(
      this.dataSource,
      `select a.seller_id from agent_inbox i join agents a on a.id = i.agent_id
        where i.id = $1 and i.status = 'failed'`,
      [inboxId],
    );
    return found?.sellerId ?? null;
  }

  private async counts(statement: string): Promise<CountDto[]> {
    return rows<CountDto>(this.dataSource, statement);
  }
}
