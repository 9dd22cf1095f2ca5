/** SQL of `custom_requests`. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import { newId, type Id } from '#platform/ids';

/** A wish for something made to order. */
export interface CustomRequest {
  id: Id<'cus'>;
  conversationId: Id<'cnv'>;
  buyerName: string;
  summary: string;
  status: 'open' | 'done';
  createdAt: Date;
}

@Injectable()
export class CustomRequestsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(
    manager: EntityManager,
    request: { sellerId: Id<'sel'>; conversationId: Id<'cnv'>; summary: string },
  ): Promise<Id<'cus'>> {
    const id = newId('cus');
    await rows(
      manager,
      `insert into custom_requests (id, seller_id, conversation_id, summary) values ($1, $2, $3, $4)`,
      [id, request.sellerId, request.conversationId, request.summary],
    );
    return id;
  }

  /** Newest first. @param page `before`: id of the last one already seen; `status` null: any */
  async list(
    sellerId: Id<'sel'>,
    page: { limit: number; before: string | null; status: 'open' | 'done' | null },
  ): Promise<CustomRequest[]> {
    return rows(
      this.dataSource,
      `select r.id, r.conversation_id, c.buyer_name, r.summary, r.status, r.created_at
         from custom_requests r join conversations c on c.id = r.conversation_id
        where r.seller_id = $1 and ($2::text is null or r.id < $2) and ($4::text is null or r.status = $4)
        order by r.id desc limit $3`,
      [sellerId, page.before, page.limit, page.status],
    );
  }

  /** @returns false when the seller has no such request */
  async setStatus(sellerId: Id<'sel'>, id: string, status: 'open' | 'done'): Promise<boolean> {
    const changed = await row(
      this.dataSource,
      `update custom_requests set status = $3 where seller_id = $1 and id = $2 returning id`,
      [sellerId, id, status],
    );
    return changed !== null;
  }
}
