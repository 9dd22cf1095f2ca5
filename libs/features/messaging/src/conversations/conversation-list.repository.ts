/** What a seller reads of their conversations: the list, one of them, and its messages both ways. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { ChannelPlatform } from '../channels/channel.entity.js';
import type { DeliveryAuthor, DeliveryStatus } from '../deliveries/delivery.entity.js';
import {
  MODEL_DOWN,
  OUT_OF_HOURS,
  type InboxMedium,
  type InboxStatus,
} from '../inbox/inbox-message.entity.js';
import type { ConversationKind } from './conversation.entity.js';

/** How a conversation stands, for the seller. */
export const CONVERSATION_STATES = [
  'answered',
  'answering',
  'waiting_for_opening',
  'waiting_for_model',
  'waiting_for_you',
  'not_answered',
  'human',
  'paused',
  'closed',
  'blocked',
] as const;

export type ConversationState = (typeof CONVERSATION_STATES)[number];

export interface ListedConversation {
  id: Id<'cnv'>;
  kind: ConversationKind;
  channelId: Id<'chn'> | null;
  platform: ChannelPlatform | null;
  channelName: string | null;
  buyerName: string;
  state: ConversationState;
  owner: 'ai' | 'human';
  humanUntil: Date | null;
  unread: number;
  note: string;
  unreachable: string | null;
  lastText: string | null;
  lastAuthor: string | null;
  lastAt: Date | null;
  updatedAt: Date;
  /** Where the next page begins. */
  cursor: string;
}

export interface ConversationMessage {
  id: Id<'inb'> | Id<'out'>;
  direction: 'in' | 'out';
  author: 'buyer' | 'seller' | DeliveryAuthor;
  text: string;
  quoted: string | null;
  media: InboxMedium[];
  status: InboxStatus | DeliveryStatus;
  error: string | null;
  runId: Id<'run'> | null;
  at: Date;
  cursor: string;
}

/** How it stands with what waits; null when nothing does. What is put off is so as a whole: its head tells. */
const WAITING_STATE = `
  select case when m.status = 'processing' then 'answering'
              when a.status = 'paused' then 'paused'
              when m.available_at > now() and m.error = '${OUT_OF_HOURS}' then 'waiting_for_opening'
              when m.available_at > now() and m.error = '${MODEL_DOWN}' then 'waiting_for_model'
              else 'answering' end
    from agent_inbox m
   where m.conversation_id = c.id and m.status in ('queued', 'processing')
   order by m.status = 'processing' desc, m.seq limit 1`;

/** The same when nothing waits. */
const ENDED_STATE = `
  case when (select m.status from agent_inbox m where m.conversation_id = c.id and m.seq = c.last_seq)
            in ('failed', 'expired') then 'not_answered' else 'answered' end`;

/** Every conversation of a seller with its state. The agent's own state is read across: pausing it is its business. */
const LISTED = `
  select c.id, c.kind, c.channel_id, ch.platform, ch.display_name as channel_name, c.buyer_name, c.note, c.unreachable,
         case when c.owner = 'human' and coalesce(c.human_until > now(), true) then 'human' else 'ai' end as owner,
         c.human_until, greatest(c.last_seq - c.read_seq, 0) as unread, c.updated_at,
         c.updated_at::text || '|' || c.id as cursor,
         case when c.blocked_at is not null then 'blocked'
              when c.closed_at is not null then 'closed'
              when c.owner = 'human' and coalesce(c.human_until > now(), true)
                then case when c.human_requested_at is null then 'human' else 'waiting_for_you' end
              else coalesce((${WAITING_STATE}), ${ENDED_STATE}) end as state
    from conversations c
    join agents a on a.id = c.agent_id
    left join messaging_channels ch on ch.id = c.channel_id
   where c.seller_id = $1`;

const LAST_MESSAGE = `
  left join lateral (
    select text as last_text, author as last_author, at as last_at from (
      (select m.payload->>'text' as text, case when l.kind = 'buyer' then 'buyer' else 'seller' end as author,
              m.created_at as at
         from agent_inbox m where m.conversation_id = l.id order by m.seq desc limit 1)
      union all
      (select d.body, d.author, d.created_at from deliveries d where d.conversation_id = l.id order by d.seq desc limit 1)
    ) newest order by at desc limit 1
  ) last on true`;

@Injectable()
export class ConversationListRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. `before` is a cursor of an earlier page. `search` looks into names, notes and messages. */
  async list(
    sellerId: Id<'sel'>,
    page: {
      limit: number;
      before: string | null;
      state: string | null;
      search: string | null;
      kind?: ConversationKind;
    },
  ): Promise<{ conversations: ListedConversation[]; total: number }> {
    const matches = `($2::text is null or l.state = $2) and ${SEARCH} and ($4::text is null or l.kind = $4)`;
    const search = page.search === null ? null : likeOf(page.search);
    const filter = [sellerId, page.state, search, page.kind ?? null];
    const counted = await row<{ total: number }>(
      this.dataSource,
      `select count(*)::int as total from (${LISTED}) l where ${matches}`,
      filter,
    );
    const [beforeAt, beforeId] = split(page.before);
    const conversations = await rows<ListedConversation>(
      this.dataSource,
      `select l.*, last.* from (
         select * from (${LISTED}) l
          where ${matches} and ($5::timestamptz is null or (l.updated_at, l.id) < ($5::timestamptz, $6))
          order by l.updated_at desc, l.id desc limit $7) l ${LAST_MESSAGE}
        order by l.updated_at desc, l.id desc`,
      [...filter, beforeAt, beforeId, page.limit],
    );
    return { conversations, total: counted?.total ?? 0 };
  }

  async find(sellerId: Id<'sel'>, id: string): Promise<ListedConversation | null> {
    return row(
      this.dataSource,
      `select l.*, last.* from (${LISTED} and c.id = $2) l ${LAST_MESSAGE}`,
      [sellerId, id],
    );
  }

  /** Both directions, newest first. */
  async listMessages(
    sellerId: Id<'sel'>,
    id: string,
    page: { limit: number; before: string | null },
  ): Promise<ConversationMessage[]> {
    const [beforeAt, beforeId] = split(page.before);
    return rows(
      this.dataSource,
      `select *, at::text || '|' || id as cursor from (
         select m.id, 'in' as direction, case when c.kind = 'buyer' then 'buyer' else 'seller' end as author,
                m.payload->>'text' as text, m.payload->>'quoted' as quoted, coalesce(m.payload->'media', '[]'::jsonb) as media, m.status, m.error,
                m.run_id, m.created_at as at
           from agent_inbox m join conversations c on c.id = m.conversation_id
          where c.seller_id = $1 and c.id = $2
         union all
         select d.id, 'out', d.author, d.body, null, '[]'::jsonb, d.status, d.error, d.run_id, d.created_at
           from deliveries d where d.seller_id = $1 and d.conversation_id = $2
       ) both_ways
        where $3::timestamptz is null or (at, id) < ($3::timestamptz, $4)
        order by at desc, id desc limit $5`,
      [sellerId, id, beforeAt, beforeId, page.limit],
    );
  }
}

const SEARCH = `($3::text is null or l.buyer_name ilike $3 or l.note ilike $3
  or exists (select 1 from agent_inbox m where m.conversation_id = l.id and m.payload->>'text' ilike $3)
  or exists (select 1 from deliveries d where d.conversation_id = l.id and d.body ilike $3))`;

function likeOf(search: string): string {
  return `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

const CURSOR =
  /^((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})?[+-](?:0\d|1[0-4])(?::[0-5]\d)?)\|([a-z]+_[0-9a-z]+)$/;

/** A cursor that is none of ours begins at the newest. */
function split(cursor: string | null): [string | null, string | null] {
  const [, at, day, time, id] = CURSOR.exec(cursor ?? '') ?? [];
  return at && id && isMoment(`${day}T${time}`) ? [at, id] : [null, null];
}

/** Whether there is such a time: Postgres refuses the 31st of February. */
function isMoment(text: string): boolean {
  const date = new Date(`${text}Z`);
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return isReal && date.getUTCFullYear() > 0;
}
