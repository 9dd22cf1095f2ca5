/**
 * SQL of what sellers are told. What is worth telling here is read from the rows themselves, so that nobody has to
 * remember to announce it; what other features have to tell is added. A topic is told once per way.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows, type Db } from '#platform/database';
import type { Id } from '#platform/ids';
import type { NotificationKind, NotificationTarget } from './seller-notification.entity.js';

export interface DueNotification {
  id: string;
  sellerId: Id<'sel'>;
  target: NotificationTarget;
  kind: NotificationKind;
  conversationId: string | null;
  channelId: string | null;
  body: string;
  attemptCount: number;
  email: string;
  webhookUrl: string | null;
  webhookSecret: string | null;
  /** The seller's chat with the platform's bot. */
  telegramChat: string | null;
}

export interface NotificationSettings {
  email: boolean;
  webhookUrl: string | null;
  webhookSecret: string | null;
}

/** Attempts to tell; then it is given up. */
const MAX_ATTEMPTS = 6;

const NEWS = `
  select c.seller_id, 'human_requested' as kind, c.id as conversation_id, c.channel_id,
         'human:' || c.id || ':' || extract(epoch from c.human_requested_at)::bigint as topic,
         'A buyer waits for you: the agent has handed a conversation over.' as body
    from conversations c
   where c.human_requested_at > now() - interval '1 day' and c.owner = 'human'
  union all
  select c.seller_id, 'not_answered', c.id, c.channel_id,
         'escalated:' || c.id || ':' || extract(epoch from c.escalated_at)::bigint,
         'A buyer who asked for you is still waiting.'
    from conversations c where c.escalated_at > now() - interval '1 day'
  union all
  select c.seller_id, 'not_answered', c.id, c.channel_id,
         'unanswered:' || c.id || ':' || to_char(m.processed_at at time zone 'utc', 'YYYY-MM-DD HH24'),
         'A message could not be answered. It stands under Not answered.'
    from agent_inbox m join conversations c on c.id = m.conversation_id
   where m.status in ('failed', 'expired') and m.error is distinct from 'buyer_limit'
     and m.processed_at > now() - interval '1 hour' and c.kind = 'buyer'
  union all
  select c.seller_id, 'buyer_limited', c.id, c.channel_id,
         'limited:' || c.id || ':' || to_char(m.processed_at at time zone 'utc', 'YYYY-MM-DD'),
         'A buyer has written more than your limit allows. What is too much stands under Not answered.'
    from agent_inbox m join conversations c on c.id = m.conversation_id
   where m.status = 'expired' and m.error = 'buyer_limit' and m.processed_at > now() - interval '1 hour'
  union all
  select ch.seller_id, case when ch.status = 'disconnected' then 'needs_reconnect' else 'channel_trouble' end, null, ch.id,
         'channel:' || ch.id || ':' || ch.status || ':' || to_char(ch.updated_at at time zone 'utc', 'YYYY-MM-DD HH24'),
         'Channel ' || ch.display_name || ': ' || ch.last_error
    from messaging_channels ch
   where ch.last_error is not null and ch.updated_at > now() - interval '1 day'
     and (ch.status = 'disconnected' or ch.updated_at < now() - interval '5 minutes')`;

/** News that another feature tells. */
const GIVEN = `
  select $1::text as seller_id, $2::text as kind, $5::text as conversation_id, null::text as channel_id,
         $3::text as topic, $4::text as body`;

/** Writes news down in every way their sellers want to be told, once per topic and way. */
const written = (news: string): string =>
  `insert into seller_notifications (id, seller_id, target, kind, topic, conversation_id, channel_id, body)
   select distinct on (n.seller_id, way.target, n.topic)
          gen_random_uuid(), n.seller_id, way.target, n.kind, n.topic, n.conversation_id, n.channel_id, n.body
     from (${news}) n
     left join notification_settings s on s.seller_id = n.seller_id
     cross join lateral (
       select 'email' as target where coalesce(s.email, true)
       union all select 'webhook' where s.webhook_url is not null
       union all select 'telegram' where exists (select 1 from messaging_channels t
         where t.seller_id = n.seller_id and t.purpose = 'notify' and t.status = 'connected')) way
    where not exists (select 1 from seller_notifications known
                       where known.seller_id = n.seller_id and known.target = way.target and known.topic = n.topic)
   on conflict do nothing returning id`;

@Injectable()
export class NotificationsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Writes down what has become worth telling, once per topic and way. @returns how many */
  async collectAcrossSellers(): Promise<number> {
    return (await rows(this.dataSource, written(NEWS))).length;
  }

  /** Writes down what another feature has to tell, within the transaction that makes it true. */
  async add(
    db: Db,
    news: {
      sellerId: Id<'sel'>;
      kind: NotificationKind;
      topic: string;
      body: string;
      conversationId?: Id<'cnv'>;
    },
  ): Promise<void> {
    const { sellerId, kind, topic, body, conversationId = null } = news;
    await rows(db, written(GIVEN), [sellerId, kind, topic, body, conversationId]);
  }

  /**
   * Takes what is due, of each seller the first before anybody's second; it is offered again after `leaseMs`, later each
   * time, unless it is settled.
   */
  async claimDueAcrossSellers(limit: number, leaseMs: number): Promise<DueNotification[]> {
    return rows(
      this.dataSource,
      `with due as (
         update seller_notifications set attempt_count = attempt_count + 1,
                available_at = now() + $2 * interval '1 millisecond' * power(2, attempt_count)
          where id in (select id from seller_notifications
                        where status = 'pending' and available_at <= now()
                          and id in (select id from (
                            select id, available_at,
                                   row_number() over (partition by seller_id order by available_at) as place
                              from seller_notifications where status = 'pending' and available_at <= now()) ranked
                            order by place, available_at limit $1)
                        for update skip locked)
         returning *)
       select due.id, due.seller_id, due.target, due.kind, due.conversation_id, due.channel_id, due.body,
              due.attempt_count, sel.email, s.webhook_url, s.webhook_secret,
              (select substr(t.platform_id, 6) from messaging_channels t
                where t.seller_id = due.seller_id and t.purpose = 'notify' and t.status = 'connected' limit 1)
                as telegram_chat
         from due join sellers sel on sel.id = due.seller_id
         left join notification_settings s on s.seller_id = due.seller_id`,
      [limit, leaseMs],
    );
  }

  /**
   * Goes on holding what was claimed, for at least `leaseMs` from now.
   *
   * @returns false when it has waited in line for so long that another worker was offered it
   */
  async keep(due: DueNotification, leaseMs: number): Promise<boolean> {
    const kept = await rows(
      this.dataSource,
      `update seller_notifications set available_at = greatest(available_at, now() + $3 * interval '1 millisecond')
        where id = $1 and attempt_count = $2 and status = 'pending' returning id`,
      [due.id, due.attemptCount, leaseMs],
    );
    return kept.length === 1;
  }

  async settle(id: string, error: string | null): Promise<void> {
    await rows(
      this.dataSource,
      `update seller_notifications
          set error = $2::text, status = case when $2::text is null then 'sent' when attempt_count >= $3 then 'failed' else status end
        where id = $1`,
      [id, error, MAX_ATTEMPTS],
    );
  }

  async settingsOf(sellerId: Id<'sel'>): Promise<NotificationSettings> {
    const found = await row<NotificationSettings>(
      this.dataSource,
      `select email, webhook_url, webhook_secret from notification_settings where seller_id = $1`,
      [sellerId],
    );
    return found ?? { email: true, webhookUrl: null, webhookSecret: null };
  }

  async saveSettings(sellerId: Id<'sel'>, settings: NotificationSettings): Promise<void> {
    await rows(
      this.dataSource,
      `insert into notification_settings (seller_id, email, webhook_url, webhook_secret) values ($1, $2, $3, $4)
       on conflict (seller_id) do update set email = excluded.email, webhook_url = excluded.webhook_url,
         webhook_secret = excluded.webhook_secret, updated_at = now()`,
      [sellerId, settings.email, settings.webhookUrl, settings.webhookSecret],
    );
  }

  async dropWebhook(db: Db, sellerId: Id<'sel'>): Promise<void> {
    await rows(
      db,
      `update notification_settings set webhook_url = null, webhook_secret = null, updated_at = now()
        where seller_id = $1`,
      [sellerId],
    );
  }

  /** Agents with buyers who have asked for a human, and nobody has come yet; and how long the first of them waits. */
  async listAwaitedAcrossSellers(): Promise<{ agentId: Id<'agt'>; longestMs: number }[]> {
    return rows(
      this.dataSource,
      `select agent_id, (extract(epoch from now() - min(human_requested_at)) * 1000)::bigint::float8 as longest_ms
         from conversations where human_requested_at is not null and escalated_at is null and owner = 'human'
        group by agent_id`,
    );
  }

  /** Conversations of an agent whose buyer has waited for a human for at least `waitingMs`, the longest first. */
  async listUnescalated(
    agentId: Id<'agt'>,
    waitingMs: number,
    limit: number,
  ): Promise<Id<'cnv'>[]> {
    const found = await rows<{ id: Id<'cnv'> }>(
      this.dataSource,
      `select id from conversations
        where agent_id = $1 and human_requested_at <= now() - $2 * interval '1 millisecond'
          and escalated_at is null and owner = 'human'
        order by human_requested_at limit $3`,
      [agentId, waitingMs, limit],
    );
    return found.map(({ id }) => id);
  }

  /** Forgets what was told long ago. */
  async deleteOldAcrossSellers(): Promise<void> {
    await rows(
      this.dataSource,
      `delete from seller_notifications where created_at < now() - interval '30 days'`,
    );
  }
}
