import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';

const STATUSES = [
  'pending',
  'approved',
  'published',
  'rejected',
  'expired',
  'conflict',
  'failed',
] as const;

/** Which proposals. */
export class ProposalsQueryDto {
  @IsOptional()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100_000)
  offset: number = 0;
}

/** One line of what would change. */
export class ProposalDiffDto {
  /** `title`, `description`, `tags`, `quantity` or `price`. */
  field: string;
  /** Of which variation; null: of the listing. @example { "Color": "Blue" } */
  options: Record<string, string> | null;
  /** null: not known. */
  before: string | null;
  after: string;
}

/** A change that waits for the seller, or what became of it. */
export class ProposalDto {
  /** @example "prp_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  kind: 'listing' | 'stock' | 'price';
  status: (typeof STATUSES)[number];
  productId: string;
  productTitle: string;
  /** The conversation it came up in. */
  conversationId: string | null;
  /** Why, in the proposer's words. */
  reason: string;
  diff: ProposalDiffDto[];
  /** What came of it; null while open. */
  outcome: string | null;
  createdAt: Date;
  /** Until then it can be decided on. */
  expiresAt: Date;
  decidedAt: Date | null;
  finishedAt: Date | null;
}

/** One proposal. */
export class ProposalAnswerDto {
  proposal: ProposalDto;
}

/** A page of proposals, newest first. */
export class ProposalsDto {
  proposals: ProposalDto[];
  total: number;
  limit: number;
  offset: number;
}
