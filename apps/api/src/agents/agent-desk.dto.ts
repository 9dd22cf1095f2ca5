/** What a seller reads and does beside the chat: messages not answered, knowledge, custom requests, costs, tests. */
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { PageQueryDto } from './paging.dto.js';

/** A buyer's message that got no answer. */
export class NotAnsweredMessageDto {
  id: string;
  conversationId: string;
  buyerName: string;
  text: string;
  /** Such as `too_old`, `budget`, `crashed`, `buyer_limit`, `paused`. */
  reason: string;
  at: Date;
}

/** A page of them, newest first. */
export class NotAnsweredDto {
  messages: NotAnsweredMessageDto[];
  /** `before` of the next page; null on the last. */
  next: string | null;
}

/** A question with your answer. */
export class KnowledgeEntryDto {
  id: string;
  question: string;
  answer: string;
  createdAt: Date;
  updatedAt: Date;
}

/** A page of entries, newest first. */
export class KnowledgeDto {
  entries: KnowledgeEntryDto[];
  total: number;
  /** `before` of the next page; null on the last. */
  next: string | null;
}

/** A new entry. */
export class NewKnowledgeDto {
  /** @example "Is the glaze food safe?" */
  @IsString()
  @Length(1, 500)
  question: string;

  /** @example "Yes, every glaze is lead free and food safe." */
  @IsString()
  @Length(1, 4_000)
  answer: string;

  /** The suggestion it answers; that is not made again. */
  @IsOptional()
  @IsString()
  @Matches(/^inb_[0-9a-z]{26}$/)
  suggestionId?: string;
}

/** What to change of an entry. */
export class ChangeKnowledgeDto {
  @IsOptional()
  @IsString()
  @Length(1, 500)
  question?: string;

  @IsOptional()
  @IsString()
  @Length(1, 4_000)
  answer?: string;
}

/** One entry. */
export class KnowledgeEntryAnswerDto {
  entry: KnowledgeEntryDto;
}

/** A question that the agent could not answer by itself. */
export class KnowledgeSuggestionDto {
  id: string;
  question: string;
  conversationId: string;
  at: Date;
}

/** Questions of the last 30 days, newest first. */
export class KnowledgeSuggestionsDto {
  suggestions: KnowledgeSuggestionDto[];
}

/** A buyer's wish for something made to order. */
export class CustomRequestDto {
  id: string;
  conversationId: string;
  buyerName: string;
  summary: string;
  status: 'open' | 'done';
  createdAt: Date;
}

/** A page of wishes, newest first. */
export class CustomRequestsDto {
  requests: CustomRequestDto[];
  /** `before` of the next page; null on the last. */
  next: string | null;
}

/** Which wishes. */
export class CustomRequestsQueryDto extends PageQueryDto {
  @IsOptional()
  @IsIn(['open', 'done'])
  status?: 'open' | 'done';
}

/** How far a wish is. */
export class ChangeCustomRequestDto {
  @IsIn(['open', 'done'])
  status: 'open' | 'done';
}

/** Costs of the calendar month (UTC), in millionths of a US dollar. */
export class MonthUsageDto {
  costMicros: number;
  /** The plan's limit; nothing is answered past it. */
  limitMicros: number;
  /** Set aside for answers being written. */
  reservedMicros: number;
  runs: number;
}

/** Costs of today (UTC). */
export class TodayUsageDto {
  costMicros: number;
  runs: number;
  /** Everything the model read, `cachedTokens` of it out of its cache. */
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
}

/** What the agent costs. */
export class UsageDto {
  plan: string;
  month: MonthUsageDto;
  today: TodayUsageDto;
}

/** What you write as a buyer. */
export class TestMessageDto {
  @IsString()
  @Length(1, 4_000)
  message: string;
}

/** The message is stored and will be answered. */
export class TestQueuedDto {
  queued: true;
  inboxId: string;
  conversationId: string;
}
