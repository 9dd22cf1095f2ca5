import { Transform, Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { LoginDto, trimmed } from '../auth/auth.dto.js';

/** An administrator who signs in; `totp` is asked for always. */
export class AdminLoginDto extends LoginDto {}

/** Signed in. */
export class AdminSignedInDto {
  email: string;
  /** Only at the first sign-in; shown this once. */
  recoveryCodes: string[] | null;
}

/** Who is signed in. */
export class AdminMeDto {
  admin: { id: string; email: string };
}

/** A page of a list, newest first. */
export class PageQueryDto {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;

  /** The `next` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  before?: string;
}

/** Which sellers. */
export class SellersQueryDto extends PageQueryDto {
  /** Part of the address, the name, the shop or the whole id. */
  @IsOptional()
  @Transform(trimmed)
  @IsString()
  @MaxLength(200)
  search?: string;

  @IsOptional()
  @IsIn(['active', 'suspended'])
  status?: 'active' | 'suspended';
}

/** Which lines of the audit log. */
export class AuditQueryDto extends PageQueryDto {
  /** A seller's id: lines by or about the account. */
  @IsOptional()
  @IsString()
  @MaxLength(60)
  about?: string;

  /** An action or its first part. @example "password" */
  @IsOptional()
  @Matches(/^[a-z_]+(\.[a-z_]+)?$/)
  action?: string;
}

/** Why; stands in the audit log. */
export class ReasonDto {
  @Transform(trimmed)
  @IsString()
  @Length(1, 500)
  reason: string;
}

/** Which plan. */
export class PlanDto {
  @IsIn(['free', 'pro'])
  plan: 'free' | 'pro';
}

/** A seller as administrators see them. */
export class AdminSellerDto {
  id: string;
  email: string;
  name: string;
  plan: 'free' | 'pro';
  status: 'active' | 'suspended';
  emailVerified: boolean;
  totpEnabled: boolean;
  createdAt: Date;
  lastSeenAt: Date | null;
  shopName: string | null;
  shopStatus: string | null;
  channels: number;
}

/** A page of sellers. */
export class AdminSellersDto {
  sellers: AdminSellerDto[];
  next: string | null;
}

/** One seller. */
export class AdminSellerOneDto {
  seller: AdminSellerDto;
}

/** A number of things of one kind and state. */
export class CountDto {
  kind: string;
  status: string;
  count: number;
}

/** A channel that does not work. */
export class SickChannelDto {
  id: string;
  sellerId: string;
  platform: string;
  status: string;
  lastError: string | null;
  lastInboundAt: Date | null;
  updatedAt: Date;
}

/** A shop whose catalogue is old or cannot be read. */
export class SickShopDto {
  sellerId: string;
  shopName: string;
  status: string;
  lastSyncAt: Date | null;
  lastError: string | null;
}

/** How many jobs a queue holds. */
export class QueueCountsDto {
  name: string;
  /** Null: Redis does not answer. */
  counts: Record<string, number> | null;
}

/** How the house is. */
export class AdminHealthDto {
  channels: CountDto[];
  syncs24h: CountDto[];
  inbox: CountDto[];
  deliveries: CountDto[];
  /** Age of the oldest message that waits for an answer. */
  oldestQueuedMs: number | null;
  sickChannels: SickChannelDto[];
  sickShops: SickShopDto[];
  queues: QueueCountsDto[];
  at: Date;
}

/** The budget at Etsy. */
export class AdminQuotaDto {
  etsy: {
    shared: boolean;
    perSecond: number;
    perDay: number;
    remainingToday: number;
    reserved: number;
    blockedUntil: Date | null;
    learnedAt: Date | null;
  };
}

/** A message that was given up. Without its words: they are between the buyer and the seller. */
export class DeadLetterDto {
  id: string;
  sellerId: string;
  conversationId: string;
  source: string;
  attempts: number;
  crashes: number;
  error: string | null;
  createdAt: Date;
}

/** A page of dead letters. */
export class DeadLettersDto {
  deadLetters: DeadLetterDto[];
  next: string | null;
}

/** The message stands in line again. */
export class ReplayedDto {
  queued: true;
  /** Of the new copy. */
  inboxId: string;
}

/** A line of the audit log. */
export class AuditEntryDto {
  id: string;
  actor: 'seller' | 'admin' | 'stranger';
  actorId: string | null;
  actorEmail: string | null;
  sellerId: string | null;
  action: string;
  targetId: string | null;
  details: Record<string, unknown>;
  ipAddress: string | null;
  createdAt: Date;
}

/** A page of the audit log. */
export class AuditEntriesDto {
  entries: AuditEntryDto[];
  next: string | null;
}
