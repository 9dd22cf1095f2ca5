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
  status: string;
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
