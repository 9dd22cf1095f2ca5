/**
 * SQL of `knowledge_entries`. A seller has at most a few hundred, so words and likeness are computed as they are asked
 * for: the same stems and trigrams as the catalogue's search, without an index to keep.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { row, rows, type Db } from '#platform/database';
import { newId, type Id } from '#platform/ids';

/** A question with the seller's answer. */
export interface KnowledgeEntry {
  id: Id<'kno'>;
  question: string;
  answer: string;
  createdAt: Date;
  updatedAt: Date;
}

/** A question that the agent could not answer by itself. */
export interface KnowledgeSuggestion {
  id: Id<'inb'>;
  question: string;
  conversationId: Id<'cnv'>;
  at: Date;
}

const COLUMNS = `id, question, answer, created_at, updated_at`;
/** Below this a question is not like another (pg_trgm word similarity, 0 to 1). */
const ALIKE = 0.45;

@Injectable()
export class KnowledgeRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Best first. Any of the words will do; more of them, and in the question, is better. */
  async search(
    sellerId: Id<'sel'>,
    words: readonly string[],
    limit: number,
  ): Promise<KnowledgeEntry[]> {
    return rows(
      this.dataSource,
      `with asked as (
         select coalesce(nullif(string_agg(to_tsquery('english', unaccent(quote_literal(w)))::text, ' | '), ''), '')::tsquery as q,
                string_agg(unaccent(w), ' ') as text
           from unnest($2::text[]) w where to_tsquery('english', unaccent(quote_literal(w)))::text <> ''),
       known as (
         select e.*, setweight(to_tsvector('english', unaccent(e.question)), 'A')
                  || setweight(to_tsvector('english', unaccent(e.answer)), 'C') as words
           from knowledge_entries e where e.seller_id = $1)
       select ${COLUMNS} from known, asked
        where words @@ q or word_similarity(text, unaccent(lower(question))) > ${ALIKE}
        order by ts_rank_cd(words, q) + word_similarity(text, unaccent(lower(question))) desc, id desc
        limit $3`,
      [sellerId, words, limit],
    );
  }

  /** Newest first. @param before id of the last one already seen */
  async list(
    sellerId: Id<'sel'>,
    page: { limit: number; before: string | null },
  ): Promise<KnowledgeEntry[]> {
    return rows(
      this.dataSource,
      `select ${COLUMNS} from knowledge_entries
        where seller_id = $1 and ($2::text is null or id < $2) order by id desc limit $3`,
      [sellerId, page.before, page.limit],
    );
  }

  async count(db: Db, sellerId: Id<'sel'>): Promise<number> {
    const counted = await row<{ count: number }>(
      db,
      `select count(*)::int as count from knowledge_entries where seller_id = $1`,
      [sellerId],
    );
    return counted?.count ?? 0;
  }

  async insert(
    manager: EntityManager,
    sellerId: Id<'sel'>,
    entry: { question: string; answer: string; inboxId: string | null },
  ): Promise<KnowledgeEntry | null> {
    return row(
      manager,
      `insert into knowledge_entries (id, seller_id, question, answer, inbox_id) values ($1, $2, $3, $4, $5)
       returning ${COLUMNS}`,
      [newId('kno'), sellerId, entry.question, entry.answer, entry.inboxId],
    );
  }

  /** @returns null when the seller has no such entry */
  async update(
    sellerId: Id<'sel'>,
    id: string,
    change: { question: string | null; answer: string | null },
  ): Promise<KnowledgeEntry | null> {
    return row(
      this.dataSource,
      `update knowledge_entries set question = coalesce($3, question), answer = coalesce($4, answer), updated_at = now()
        where seller_id = $1 and id = $2 returning ${COLUMNS}`,
      [sellerId, id, change.question, change.answer],
    );
  }

  async remove(sellerId: Id<'sel'>, id: string): Promise<boolean> {
    const removed = await row(
      this.dataSource,
      `delete from knowledge_entries where seller_id = $1 and id = $2 returning id`,
      [sellerId, id],
    );
    return removed !== null;
  }

  /** Questions of the last 30 days that were passed on, handed over or not answered by the agent, with neither an entry nor a dismissal. */
  async suggestions(sellerId: Id<'sel'>, limit: number): Promise<KnowledgeSuggestion[]> {
    return rows(
      this.dataSource,
      `select m.id, left(m.payload->>'text', 500) as question, m.conversation_id, m.created_at as at
         from agent_inbox m join conversations c on c.id = m.conversation_id
        where c.seller_id = $1 and c.kind = 'buyer' and m.created_at > now() - interval '30 days'
          and btrim(m.payload->>'text') <> ''
          and (m.status in ('failed', 'expired')
               or (m.status = 'skipped' and m.error = 'human_answered' and m.run_id is not null)
               or exists (select 1 from agent_events e
                           where e.conversation_id = m.conversation_id and e.event_type in ('handoff.requested', 'question.asked')
                             and e.metadata->>'runId' = m.run_id))
          and not exists (select 1 from knowledge_entries k where k.seller_id = $1 and k.inbox_id = m.id)
          and not exists (select 1 from dismissed_suggestions d where d.inbox_id = m.id)
        order by m.id desc limit $2`,
      [sellerId, limit],
    );
  }

  /** The message is not suggested any more. Twice is once. @returns false when the seller has no such message */
  async dismissSuggestion(sellerId: Id<'sel'>, id: string): Promise<boolean> {
    const dismissed = await row(
      this.dataSource,
      `insert into dismissed_suggestions (inbox_id, seller_id)
       select m.id, c.seller_id from agent_inbox m join conversations c on c.id = m.conversation_id
        where c.seller_id = $1 and m.id = $2
       on conflict (inbox_id) do update set seller_id = excluded.seller_id returning inbox_id`,
      [sellerId, id],
    );
    return dismissed !== null;
  }
}
