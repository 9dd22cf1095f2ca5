import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** An order webhook of Etsy's: kept by its id so that a redelivery changes nothing, worked on until the stock is read. */
@Entity('etsy_order_events')
@Index('etsy_order_events_due_idx', ['availableAt'], { where: 'handled_at is null' })
export class OrderEventEntity {
  /** Etsy's `webhook-id`. */
  @PrimaryColumn('text')
  webhookId: string;

  @Index('etsy_order_events_seller_id_idx')
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Column('text')
  eventType: string;

  @Column('bigint')
  receiptId: string;

  @Column('int', { default: 0 })
  attemptCount: number;

  @Column('timestamptz', { default: () => 'now()' })
  availableAt: Date;

  @Column('timestamptz', { nullable: true })
  handledAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
