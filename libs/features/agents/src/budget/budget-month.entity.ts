import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { bigintAsNumber } from '#platform/database';
import type { Id } from '#platform/ids';

/** What a seller's agent has cost in a calendar month (UTC). Amounts are millionths of a US dollar. */
@Entity('budget_months')
export class BudgetMonthEntity {
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @PrimaryColumn('text')
  sellerId: Id<'sel'>;

  /** `2026-11` */
  @PrimaryColumn('text')
  month: string;

  @Column('bigint', { default: 0, transformer: bigintAsNumber })
  spentMicros: number;

  /** Set aside for runs that are under way; given back when they end. */
  @Column('bigint', { default: 0, transformer: bigintAsNumber })
  reservedMicros: number;

  @Column('int', { default: 0 })
  runCount: number;

  /** When the seller was told that 80 % are spent. */
  @Column('timestamptz', { nullable: true })
  warnedAt: Date | null;
}
