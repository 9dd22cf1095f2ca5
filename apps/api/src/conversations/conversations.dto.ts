import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';

const STATES = [
  'answered',
  'answering',
  'waiting_for_opening',
  'waiting_for_model',
  'waiting_for_you',
  'not_answered',
  'human',
  'paused',
  'closed',
  'blocked',
] as const;

const KINDS = ['buyer', 'seller', 'test'] as const;

/** Which part of a list. */
export class PageQueryDto {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;

  /** `next` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(120)
  before?: string;
}

/** Which conversations. */
export class ConversationsQueryDto extends PageQueryDto {
  @IsOptional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];

  /** Buyers', your own with the agent, or the test chat. */
  @IsOptional()
  @IsIn(KINDS)
  kind?: (typeof KINDS)[number];

  /** Part of a name, a note or a message. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;
}

/** Where a conversation takes place. */
export class ConversationChannelDto {
  id: string;
  platform: 'whatsapp' | 'telegram' | 'webhook';
  displayName: string;
}

/** What was said last. */
export class LastMessageDto {
  text: string;
  author: string;
  at: Date;
}

/** One buyer on one channel, or the seller's own chat. */
export class ConversationDto {
  /** @example "cnv_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  kind: 'buyer' | 'seller' | 'test';
  /** null for a chat in the dashboard. */
  channel: ConversationChannelDto | null;
  buyerName: string;
  state:
    | 'answered'
    | 'answering'
    | 'waiting_for_opening'
    | 'waiting_for_model'
    | 'waiting_for_you'
    | 'not_answered'
    | 'human'
    | 'paused'
    | 'closed'
    | 'blocked';
  /** Who answers now. */
  owner: 'ai' | 'human';
  /** When a takeover ends by itself; null: when it is handed back. */
  humanUntil: Date | null;
  /** Messages that came in since you last looked. */
  unread: number;
  /** Your own note. */
  note: string;
  /** Why nothing can be sent there (the buyer blocked the bot); null when it can. */
  unreachable: string | null;
  lastMessage: LastMessageDto | null;
  updatedAt: Date;
}

/** A page of conversations, newest first. */
export class ConversationsDto {
  conversations: ConversationDto[];
  next: string | null;
  /** How many fit the question in all. */
  total: number;
}

/** One conversation. */
export class ConversationAnswerDto {
  conversation: ConversationDto;
}

/** A picture, a recording, or what cannot be read. */
export class MessageMediumDto {
  kind: 'image' | 'voice' | 'other';
  /** Where it can be fetched; null before it was taken from its platform, and after it was deleted. */
  url: string | null;
  mimeType: string | null;
  /** What a recording says. */
  transcript: string | null;
}

/** Something that was said. */
export class MessageDto {
  id: string;
  direction: 'in' | 'out';
  author: 'buyer' | 'seller' | 'agent' | 'human' | 'phone' | 'system';
  text: string;
  /** The beginning of the message that this one answers to, as the writer's app shows it; null when it answers none. */
  quoted: string | null;
  media: MessageMediumDto[];
  /** In: queued, processing, done, failed, expired, skipped. Out: pending, sending, sent, delivered, read, failed, unknown, cancelled. */
  status: string;
  error: string | null;
  runId: string | null;
  at: Date;
}

/** A page of messages, newest first. */
export class MessagesDto {
  messages: MessageDto[];
  next: string | null;
}

/** For how long. */
export class TakeOverDto {
  /** Absent: as the agent is set (4 hours if it is not). */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(60 * 24 * 30)
  minutes?: number;
}

/** What the agent should know. */
export class HandBackDto {
  /** @example "They will get a refund, do not offer a discount." */
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  note?: string;
}

/** What to say to the buyer. */
export class ReplyDto {
  @IsString()
  @Length(1, 8_000)
  text: string;
}

/** A note of one's own. */
export class NoteDto {
  @IsString()
  @MaxLength(5_000)
  text: string;
}

/** A tool the agent used. */
export class RunToolDto {
  name: string;
  input: unknown;
  ok: boolean | null;
  ms: number | null;
}

/** One answer being made. */
export class RunDto {
  id: string;
  status: string;
  startedAt: Date | null;
  finishedAt: Date | null;
  ms: number | null;
  /** Millionths of a US dollar. */
  costMicros: number;
  /** Everything the model read, out of its cache or not. */
  inputTokens: number;
  outputTokens: number;
  error: string | null;
  tools: RunToolDto[];
}

/** What the agent did for a conversation, newest first. */
export class RunsDto {
  runs: RunDto[];
}
