import { UsageDto } from '../agents/agent-desk.dto.js';
import { EventDto } from '../agents/agents.dto.js';

/** How many products there are. */
export class ProductCountDto {
  total: number;
}

/** The agent in short. */
export class OverviewAgentDto {
  id: string;
  name: string;
  status: 'active' | 'paused';
  createdAt: Date;
}

/** The shop in short. */
export class OverviewConnectionDto {
  shopName: string;
  /** `needs_reconnect`: Etsy no longer accepts the grant; connect again. */
  status: 'active' | 'needs_reconnect';
  /** When Etsy's grant ends unless it is used; every use moves it on. */
  grantEndsAt: Date;
  lastSyncAt: Date | null;
}

/** The best state of each platform's channels. */
export class OverviewChannelsDto {
  whatsapp: 'pending' | 'connected' | 'disconnected';
  telegram: 'pending' | 'connected' | 'disconnected';
}

/** Messages of the last 24 hours. */
export class MessageCountsDto {
  total: number;
  processed: number;
  pending: number;
}

/** What the first page shows. */
export class OverviewDto {
  products: ProductCountDto;
  agent: OverviewAgentDto | null;
  etsyConnection: OverviewConnectionDto | null;
  channels: OverviewChannelsDto;
  recentActivity: EventDto[];
  messages24h: MessageCountsDto;
}

/** One hour of the last day. */
export class HourFiguresDto {
  /** When it began. */
  at: Date;
  answered: number;
  notAnswered: number;
  /** Millionths of a US dollar. */
  costMicros: number;
}

/** What a new seller has done already. */
export class FirstStepsDto {
  /** Tried the agent in a chat of their own. */
  tried: boolean;
  /** A buyer has been answered. */
  answered: boolean;
}

/** The last 24 hours of buyers' messages. */
export class DayFiguresDto {
  /** Messages whose answer was sent. */
  answered: number;
  /** Messages that were given up or too old. */
  notAnswered: number;
  /** Messages still in line. */
  waiting: number;
  /** Buyers handed over to you. */
  handedOver: number;
  /** From a message to its answer in the chat: half took less, ms. Null without answers. */
  medianAnswerMs: number | null;
  /** Millionths of a US dollar. */
  costMicros: number;
  /** 24 of them, the oldest first; none before there is an agent. */
  hours: HourFiguresDto[];
  firstSteps: FirstStepsDto;
  /** Null before there is an agent. */
  usage: UsageDto | null;
}
