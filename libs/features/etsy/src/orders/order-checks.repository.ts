/** SQL of `etsy_order_checks`. A check is counted before it is made, so that many at once are no way round the limit. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows } from '#platform/database';
import type { Id } from '#platform/ids';

/** Failed checks of a day. */
export interface CheckLimits {
  perConversation: number;
  /** Of all conversations of the shop: whoever writes from many accounts gains nothing. */
  perShop: number;
}

@Injectable()
export class OrderChecksRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Counts one more check as failed. @returns false when there were as many as may be */
  async take(
    sellerId: Id<'sel'>,
    conversationId: Id<'cnv'>,
    limits: CheckLimits,
  ): Promise<boolean> {
    const taken = await rows(
      this.dataSource,
      `insert into etsy_order_checks as c (conversation_id, seller_id, failed_count, window_started_at)
       select $1, $2, 1, now()
        where (select coalesce(sum(failed_count), 0) from etsy_order_checks
                where seller_id = $2 and window_started_at > now() - interval '1 day') < $4
       on conflict (conversation_id) do update set
         failed_count = case when c.window_started_at > now() - interval '1 day' then c.failed_count + 1 else 1 end,
         window_started_at = case when c.window_started_at > now() - interval '1 day' then c.window_started_at else now() end
        where c.window_started_at <= now() - interval '1 day' or c.failed_count < $3
       returning 1`,
      [conversationId, sellerId, limits.perConversation, limits.perShop],
    );
    return taken.length === 1;
  }

  /** It did not fail, or could not be made. Earlier failures stay: a good order of one's own buys no more guesses. */
  async giveBack(sellerId: Id<'sel'>, conversationId: Id<'cnv'>): Promise<void> {
    await rows(
      this.dataSource,
      `update etsy_order_checks set failed_count = failed_count - 1
        where seller_id = $1 and conversation_id = $2 and failed_count > 0`,
      [sellerId, conversationId],
    );
  }
}
