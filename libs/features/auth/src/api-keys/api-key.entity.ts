import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Id } from '#platform/ids';

/** A key of a seller's own programs. Deleting the row revokes it. */
@Entity('api_keys')
export class ApiKeyEntity {
  @PrimaryColumn('text')
  id: Id<'key'>;

  @Index('api_keys_seller_id_idx')
  @ForeignKey('sellers', { onDelete: 'CASCADE' })
  @Column('text')
  sellerId: Id<'sel'>;

  @Column('text')
  name: string;

  /** SHA-256 of the key, hex. */
  @Index('api_keys_key_hash_key', { unique: true })
  @Column('text')
  keyHash: string;

  /** The end of the key, to recognise it by. */
  @Column('text')
  hint: string;

  @Column('text', { array: true })
  scopes: string[];

  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}
