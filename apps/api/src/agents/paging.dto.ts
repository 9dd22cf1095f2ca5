import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Which page of a list, newest first. */
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
  @MaxLength(64)
  before?: string;
}

/** Where the next page begins: behind the last line, if this one is full. */
export function nextOf(lines: readonly { id: string }[], limit: number): string | null {
  return lines.length < limit ? null : (lines.at(-1)?.id ?? null);
}
