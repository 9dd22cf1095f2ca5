import { IsOptional, IsString, MaxLength } from 'class-validator';
import { PageQueryDto } from '../conversations/conversations.dto.js';

/** Which ones. */
export class UndeliveredQueryDto extends PageQueryDto {
  /** Only of this channel. */
  @IsOptional()
  @IsString()
  @MaxLength(120)
  channelId?: string;
}

/** A message that did not get through, or perhaps not. */
export class UndeliveredDto {
  /** @example "out_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  conversationId: string;
  channelId: string | null;
  buyerName: string;
  author: 'agent' | 'human' | 'phone' | 'system';
  text: string;
  /** `unknown`, `failed`; `pending` when it is tried again by itself. */
  status: string;
  error: string | null;
  attemptCount: number;
  /** When it is tried again by itself; null: it is not. */
  nextAttemptAt: Date | null;
  at: Date;
}

/** A page of them, newest first. */
export class UndeliveredPageDto {
  deliveries: UndeliveredDto[];
  next: string | null;
}

/** It is in its line again. */
export class RetriedDto {
  queued: true;
}
