import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  registerDecorator,
  ValidateNested,
} from 'class-validator';

const HOUR_MS = 3_600_000;
const SPANS_MAX = 6;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** What a day holds in the document: a list of pairs. */
const SPANS = {
  required: false,
  type: 'array',
  maxItems: SPANS_MAX,
  items: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 },
  example: [['09:00', '17:00']],
} as const;

/** Pairs of times, `[["09:00", "12:00"], ["13:00", "17:00"]]`; may be left out. */
function OpenSpans(): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    IsArray(),
    ArrayMaxSize(SPANS_MAX),
    ArePairs(),
    ApiProperty(SPANS),
  );
}

function ArePairs(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isSpans',
      target: target.constructor,
      propertyName: String(propertyName),
      options: { message: 'must be pairs of times like [["09:00", "17:00"]]' },
      validator: {
        validate: (value: unknown): boolean =>
          Array.isArray(value) &&
          value.every(
            (span) =>
              Array.isArray(span) &&
              span.length === 2 &&
              span.every((time) => typeof time === 'string' && TIME.test(time)),
          ),
      },
    });
}

/** Opening times by day; a day that is not named is closed. */
export class OpenDaysDto {
  @OpenSpans()
  mon?: [string, string][];

  @OpenSpans()
  tue?: [string, string][];

  @OpenSpans()
  wed?: [string, string][];

  @OpenSpans()
  thu?: [string, string][];

  @OpenSpans()
  fri?: [string, string][];

  @OpenSpans()
  sat?: [string, string][];

  @OpenSpans()
  sun?: [string, string][];
}

/** When buyers are answered, in the agent's time zone. */
export class BusinessHoursDto {
  @IsObject()
  @ValidateNested()
  @Type(() => OpenDaysDto)
  days: OpenDaysDto;

  /** What a buyer reads outside of them, once per closed time; empty: nothing. */
  @IsString()
  @MaxLength(500)
  outOfHoursLine: string;

  /** Outside of them a message waits for the opening, or is answered all the same. */
  @IsOptional()
  @IsIn(['wait', 'answer'])
  outside?: 'wait' | 'answer';
}

/** Settings of the agent. What is not named stays; null goes back to the default. */
export class AgentConfigDto {
  /** Silence to wait for before a burst of messages is answered, ms. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(15_000)
  debounceMs?: number | null;

  /** A message older than this is listed, not answered, ms. */
  @IsOptional()
  @IsInt()
  @Min(60_000)
  @Max(7 * 24 * HOUR_MS)
  maxAnswerAgeMs?: number | null;

  /** How long you keep a conversation after taking it over, ms. */
  @IsOptional()
  @IsInt()
  @Min(60_000)
  @Max(30 * 24 * HOUR_MS)
  takeoverMs?: number | null;

  /** How long a buyer who asked for you waits before you are told again, ms. */
  @IsOptional()
  @IsInt()
  @Min(60_000)
  @Max(7 * 24 * HOUR_MS)
  escalateAfterMs?: number | null;

  /** Whether the agent goes on with such a buyer then. */
  @IsOptional()
  @IsBoolean()
  escalateHandBack?: boolean | null;

  /** More than this of one buyer in a minute is not answered. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(600)
  buyerMessagesPerMinute?: number | null;

  /** More than this of one buyer in a day is not answered. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(10_000)
  buyerMessagesPerDay?: number | null;

  /** IANA name; null: nobody has named one, UTC counts. @example "Europe/Berlin" */
  @IsOptional()
  @IsString()
  @Length(1, 64)
  timeZone?: string | null;

  /** Language of every answer; null: the buyer's own. @example "German" */
  @IsOptional()
  @IsString()
  @Length(2, 40)
  language?: string | null;

  /** null: always open. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => BusinessHoursDto)
  hours?: BusinessHoursDto | null;
}

/** What to change of the agent. */
export class ChangeAgentDto {
  @IsOptional()
  @IsString()
  @Length(1, 80)
  name?: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => AgentConfigDto)
  config?: AgentConfigDto;
}

/** What becomes of messages that waited while the agent was paused. */
export class ResumeDto {
  @IsOptional()
  @IsIn(['answer', 'expire'])
  waiting?: 'answer' | 'expire';
}

/** An earlier version of what the agent is told. */
export class SoulVersionDto {
  id: string;
  soulInstructions: string;
  createdAt: Date;
  /** It is in force. */
  current: boolean;
}

/** A page of versions, newest first. */
export class SoulVersionsDto {
  versions: SoulVersionDto[];
  /** `before` of the next page; null on the last. */
  next: string | null;
}

/** A line of a text and what became of it. */
export class DiffLineDto {
  change: 'same' | 'removed' | 'added';
  text: string;
}

/** Both texts, line by line in the order of reading. */
export class SoulDiffDto {
  lines: DiffLineDto[];
}
