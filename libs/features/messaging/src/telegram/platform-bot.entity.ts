import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The platform's own bot: which worker polls it, and from where on. One row. */
@Entity('platform_bots')
export class PlatformBotEntity {
  /** The bot's id at Telegram. */
  @PrimaryColumn('text')
  id: string;

  @Column('bigint', { nullable: true })
  pollOffset: string | null;

  @Column('text', { nullable: true })
  leaseOwner: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;
}
