/** SQL of `shop_notices`. */
import { Injectable } from '@nestjs/common';
import { rows, type Db } from '#platform/database';
import { newId, type Id } from '#platform/ids';

/** Something the seller should hear of. */
export interface ShopNotice {
  id: Id<'evt'>;
  sellerId: Id<'sel'>;
  conversationId: Id<'cnv'> | null;
  /** Such as `etsy.needs_reconnect`. */
  type: string;
  content: string;
  metadata: Record<string, unknown>;
}

@Injectable()
export class ShopNoticesRepository {
  /** Writes a notice within the transaction that makes it true. */
  async add(
    db: Db,
    notice: Pick<ShopNotice, 'sellerId' | 'type' | 'content'> &
      Partial<Pick<ShopNotice, 'conversationId' | 'metadata'>>,
  ): Promise<void> {
    await rows(
      db,
      `insert into shop_notices (id, seller_id, conversation_id, type, content, metadata)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        newId('evt'),
        notice.sellerId,
        notice.conversationId ?? null,
        notice.type,
        notice.content,
        JSON.stringify(notice.metadata ?? {}),
      ],
    );
  }

  /**
   * Takes notices that nobody was told of; they count as told when the transaction commits. Oldest first, each to one
   * caller only.
   */
  async takeUntoldAcrossSellers(db: Db, limit: number): Promise<ShopNotice[]> {
    return rows(
      db,
      `update shop_notices set told_at = now()
        where id in (select id from shop_notices where told_at is null order by created_at limit $1
                        for update skip locked)
        returning id, seller_id, conversation_id, type, content, metadata`,
      [limit],
    );
  }

  /** Told notices of more than a month ago. */
  async forgetOldAcrossSellers(db: Db): Promise<void> {
    await rows(db, `delete from shop_notices where told_at < now() - interval '30 days'`);
  }
}
