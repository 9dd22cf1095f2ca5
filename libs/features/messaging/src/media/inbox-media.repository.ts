/** SQL of `inbox_media`: what buyers sent besides text, for a time. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction, row, rows } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import type { InboxMedium } from '../inbox/inbox-message.entity.js';

/** How long pictures and recordings are kept, days. */
export const MEDIA_KEPT_DAYS = 30;

export interface StoredMedium {
  id: Id<'med'>;
  kind: 'image' | 'voice';
  mimeType: string;
  content: Buffer;
}

@Injectable()
export class InboxMediaRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(sellerId: Id<'sel'>, id: string): Promise<StoredMedium | null> {
    return row(
      this.dataSource,
      `select id, kind, mime_type, content from inbox_media
        where seller_id = $1 and id = $2 and expires_at > now()`,
      [sellerId, id],
    );
  }

  async findOfMessage(inboxId: Id<'inb'>, position: number): Promise<StoredMedium | null> {
    return row(
      this.dataSource,
      `select id, kind, mime_type, content from inbox_media where inbox_id = $1 and position = $2`,
      [inboxId, position],
    );
  }

  /** Keeps a file and notes it at its message. */
  async keep(
    of: { sellerId: Id<'sel'>; inboxId: Id<'inb'>; position: number },
    file: { kind: 'image' | 'voice'; mimeType: string; content: Buffer },
    medium: InboxMedium,
  ): Promise<void> {
    const id = newId('med');
    await inTransaction(this.dataSource, async (manager) => {
      const kept = await rows(
        manager,
        `insert into inbox_media (id, seller_id, inbox_id, position, kind, mime_type, content, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 day') on conflict do nothing returning id`,
        [
          id,
          of.sellerId,
          of.inboxId,
          of.position,
          file.kind,
          file.mimeType,
          file.content,
          MEDIA_KEPT_DAYS,
        ],
      );
      if (kept.length === 0) return;
      await rows(
        manager,
        `update agent_inbox set payload = jsonb_set(payload, array['media', $2::text], $3::jsonb) where id = $1`,
        [of.inboxId, of.position, JSON.stringify({ ...medium, id, mimeType: file.mimeType })],
      );
    });
  }

  /** Deletes what has been kept long enough; at most `limit`. @returns how many */
  async deleteExpiredAcrossSellers(limit: number): Promise<number> {
    const gone = await rows(
      this.dataSource,
      `delete from inbox_media where id in (select id from inbox_media where expires_at < now() limit $1) returning id`,
      [limit],
    );
    return gone.length;
  }
}
