/** What the agent has missed while a human had the conversation, to be told to it with its next turn. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows } from '#platform/database';
import type { Id } from '#platform/ids';

const MAX_LINES = 40;
const MAX_LINE_CHARS = 1_000;

export interface MissedWords {
  /** What the seller told the agent at hand-back. */
  note: string | null;
  /** Oldest first. */
  lines: { author: Author; text: string }[];
}

type Author = 'buyer' | 'human';

@Injectable()
export class HumanWordsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @param since when the agent's last good turn began; null: from the beginning */
  async missedSince(id: Id<'cnv'>, since: Date | null): Promise<MissedWords> {
    const found = await rows<{ note: string | null; author: Author | null; text: string }>(
      this.dataSource,
      `select handed.note, latest.author, left(latest.text, $4) as text
         from (select (select hand_back_note from conversations where id = $1 and handed_back_at > $2) as note) handed
         left join (
           select author, text, at from (
             select 'human' as author, body as text, created_at as at from deliveries
              where conversation_id = $1 and author in ('human', 'phone') and created_at > $2
             union all
             select 'buyer', payload->>'text', created_at from agent_inbox
              where conversation_id = $1 and status = 'skipped' and error in ('human_answered', 'taken_over')
                and created_at > $2
           ) missed order by at desc limit $3
         ) latest on true
        order by latest.at`,
      [id, since ?? new Date(0), MAX_LINES, MAX_LINE_CHARS],
    );
    const lines = found.flatMap(({ author, text }) => (author ? [{ author, text }] : []));
    return { note: found[0]?.note ?? null, lines };
  }
}
