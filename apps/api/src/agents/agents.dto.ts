import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Length, Max, MaxLength, Min } from 'class-validator';
import { AgentConfigDto } from './agent-settings.dto.js';

/** A message from the seller to their agent. */
export class SendMessageDto {
  /** @example "What products do I have in stock?" */
  @IsString()
  @Length(1, 8_000)
  message: string;

  /** Where it was written. */
  @IsOptional()
  @IsIn(['dashboard', 'api'])
  source?: 'dashboard' | 'api';
}

/** The message is stored and will be answered. */
export class QueuedDto {
  queued: true;
  /** @example "inb_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  inboxId: string;
}

/** What the agent is told. */
export class SoulDto {
  /** @example "Be extra friendly. Always recommend our best sellers." */
  @IsString()
  @MaxLength(20_000)
  soulInstructions: string;
}

/** Done. */
export class SuccessDto {
  success: true;
}

/** Whether the agent works now. */
export class AgentStatusDto {
  success: true;
  status: 'active' | 'paused';
}

/** An agent right after it was made. */
export class ProvisionedAgentDto {
  /** @example "agt_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  name: string;
  status: 'active' | 'paused';
  workspacePath: string;
}

/** The new agent. */
export class ProvisionedDto {
  agent: ProvisionedAgentDto;
}

/** The model session of the seller's own chat. */
export class AgentSessionDto {
  sessionId: string;
  lastRunAt: Date | null;
}

/** The seller's agent. */
export class AgentDto extends ProvisionedAgentDto {
  /** With every default filled in, but for the time zone, which is null until somebody names it. */
  config: AgentConfigDto;
  soulInstructions: string;
  createdAt: Date;
  updatedAt: Date;
  /** null before the first turn of the seller's own chat. */
  session: AgentSessionDto | null;
}

/** The seller's agent. */
export class AgentAnswerDto {
  agent: AgentDto;
}

/** Which events. */
export class EventsQueryDto {
  /** How many, newest first. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;

  /** The id of the last event already seen; what is older follows. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  before?: string;
}

/** A line of the activity log. */
export class EventDto {
  /** @example "evt_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  /** @example "response" */
  eventType: string;
  content: string;
  metadata: Record<string, unknown>;
  createdAt: Date;
}

/** A page of the activity log. */
export class EventsDto {
  events: EventDto[];
}
