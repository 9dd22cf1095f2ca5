/** What the agent has missed while a human had the conversation, to be told to it with its next turn. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';

const MAX_LINES = 40;
const MAX_LINE_CHARS = 1_000;

export interface MissedWords {
  /** What the seller told the agent at hand-back. */
  note: string | null;
  /** Oldest first. */
  lines: { author: 'buyer' | 'human'; text: string }[];
}

@Injectable()
export class HumanWordsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @param since when the agent's last good turn began; null: from the beginning */
  async missedSince(id: Id<'cnv'>, since: Date | null): Promise<MissedWords> {
    const after = since ?? new Date(0);
    const [note, lines] = await Promise.all([this.handBackNote(id, after), this.lines(id, after)]);
    return { note, lines };
  }

  private async handBackNote(id: Id<'cnv'>, after: Date): Promise<string | null> {
    const handed = await row<{ note: string | null }>(
      this.dataSource,
      `select hand_back_note as note from conversations where id = $1 and handed_back_at > $2`,
      [id, after],
    );
    return handed?.note ?? null;
  }

  private async lines(id: Id<'cnv'>, after: Date): Promise<MissedWords['lines']> {
    return rows<{ author: 'buyer' | 'human'; text: string }>(
      this.dataSource,
      `select author, left(text, $4) as text from (
         select author, text, at from (
           select 'human' as author, body as text, created_at as at from deliveries
            where conversation_id = $1 and author in ('human', 'phone') and created_at > $2
           union all
           select 'buyer', payload->>'text', created_at from agent_inbox
            where conversation_id = $1 and status = 'skipped' and error in ('human_answered', 'taken_over')
              and created_at > $2
         ) missed order by at desc limit $3
       ) latest order by at`,
      [id, after, MAX_LINES, MAX_LINE_CHARS],
    );
  }
}
