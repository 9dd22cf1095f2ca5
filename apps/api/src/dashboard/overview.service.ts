/** Puts the overview together from what each feature knows. */
import { Injectable } from '@nestjs/common';
import { AgentsRepository, EventLogService } from '#features/agents';
import { EtsyConnectionsRepository } from '#features/etsy';
import {
  type Channel,
  ChannelsService,
  type ChannelStatus,
  InboxRepository,
} from '#features/messaging';
import { CatalogueService } from '#features/products';
import type { Id } from '#platform/ids';
import { presentEvent } from '../agents/present-agent.js';
import type { OverviewDto } from './dashboard.dto.js';

const RECENT_EVENTS = 10;
const BEST_FIRST: ChannelStatus[] = ['connected', 'pending', 'disconnected'];

@Injectable()
export class OverviewService {
  constructor(
    private readonly agents: AgentsRepository,
    private readonly events: EventLogService,
    private readonly connections: EtsyConnectionsRepository,
    private readonly channels: ChannelsService,
    private readonly inbox: InboxRepository,
    private readonly catalogue: CatalogueService,
  ) {}

  async of(sellerId: Id<'sel'>): Promise<OverviewDto> {
    const [agent, connection, channels, messages24h, total] = await Promise.all([
      this.agents.findBySeller(sellerId),
      this.connections.findBySeller(sellerId),
      this.channels.list(sellerId),
      this.inbox.countLastDay(sellerId),
      this.catalogue.count(sellerId),
    ]);
    const recent = agent ? await this.events.list(agent.id, { limit: RECENT_EVENTS }) : [];
    return {
      products: { total },
      agent: agent && {
        id: agent.id,
        name: agent.name,
        status: agent.status,
        createdAt: agent.createdAt,
      },
      etsyConnection: connection && {
        shopName: connection.shopName,
        status: connection.status,
        grantEndsAt: connection.refreshTokenExpiresAt,
        lastSyncAt: connection.lastSyncAt,
      },
      channels: { whatsapp: bestOf(channels, 'whatsapp'), telegram: bestOf(channels, 'telegram') },
      recentActivity: recent.map(presentEvent),
      messages24h,
    };
  }
}

function bestOf(channels: Channel[], platform: Channel['platform']): ChannelStatus {
  const statuses = channels
    .filter((channel) => channel.platform === platform)
    .map((channel) => channel.status);
  return BEST_FIRST.find((status) => statuses.includes(status)) ?? 'disconnected';
}
