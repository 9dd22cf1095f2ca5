/**
 * Hands notices of the etsy feature on: to the agents' activity log, and so to everybody who watches it; what the seller
 * has to do something about also the way they want to be told.
 */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AgentsRepository, EventLogService } from '#features/agents';
import { type ShopNotice, ShopNoticesRepository } from '#features/etsy';
import { NotificationsRepository } from '#features/messaging';
import type { Id } from '#platform/ids';

/** What does not wait until somebody looks. */
const URGENT = {
  'etsy.needs_reconnect': 'shop_needs_reconnect',
  'etsy.reconnect_soon': 'shop_reconnect_soon',
} as const;

@Injectable()
export class ShopNoticeTeller {
  private readonly logger = new Logger(ShopNoticeTeller.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly notices: ShopNoticesRepository,
    private readonly agents: AgentsRepository,
    private readonly events: EventLogService,
    private readonly notifications: NotificationsRepository,
  ) {}

  /** Tells what nobody was told of, one by one, so that one that cannot be told holds no other up. */
  async tellAll(): Promise<void> {
    while (await this.tellNext()) {
      // The next one.
    }
  }

  /** @returns whether there was one */
  private async tellNext(): Promise<boolean> {
    let told: { notice: ShopNotice; agentId: Id<'agt'> | null } | null = null;
    await this.dataSource.transaction(async (manager) => {
      const [notice] = await this.notices.takeUntoldAcrossSellers(manager, 1);
      if (!notice) return;
      await this.notify(manager, notice);
      // A seller without an agent has no log; the connection's own page tells the same.
      const agent = await this.agents.findBySeller(notice.sellerId);
      told = { notice, agentId: agent?.id ?? null };
      if (agent) await this.events.append(manager, agent.id, null, [eventOf(notice)]);
    });
    return this.wake(told);
  }

  private async notify(manager: EntityManager, notice: ShopNotice): Promise<void> {
    const { id, sellerId, type, content } = notice;
    if (!isUrgent(type)) return;
    const news = { sellerId, kind: URGENT[type], topic: `shop:${id}`, body: content };
    await this.notifications.add(manager, news);
  }

  private wake(told: { notice: ShopNotice; agentId: Id<'agt'> | null } | null): boolean {
    if (!told) return false;
    if (told.agentId) this.events.wake(told.agentId);
    this.logger.log({ type: told.notice.type, sellerId: told.notice.sellerId }, 'told the seller');
    return true;
  }
}

function isUrgent(type: string): type is keyof typeof URGENT {
  return Object.hasOwn(URGENT, type);
}

/** The conversation stands in the metadata: it may be gone by now, and the log would not take it. */
function eventOf({ type, content, metadata, conversationId }: ShopNotice): {
  type: string;
  content: string;
  metadata: Record<string, unknown>;
} {
  return { type, content, metadata: conversationId ? { ...metadata, conversationId } : metadata };
}
