/** Hands notices of the etsy feature on to the agents' activity log, and so to everybody who watches it. */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AgentsRepository, EventLogService } from '#features/agents';
import { type ShopNotice, ShopNoticesRepository } from '#features/etsy';
import type { Id } from '#platform/ids';

@Injectable()
export class ShopNoticeTeller {
  private readonly logger = new Logger(ShopNoticeTeller.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly notices: ShopNoticesRepository,
    private readonly agents: AgentsRepository,
    private readonly events: EventLogService,
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
      // A seller without an agent has no log; the connection's own page tells the same.
      const agent = await this.agents.findBySeller(notice.sellerId);
      told = { notice, agentId: agent?.id ?? null };
      if (agent) await this.events.append(manager, agent.id, null, [eventOf(notice)]);
    });
    return this.wake(told);
  }

  private wake(told: { notice: ShopNotice; agentId: Id<'agt'> | null } | null): boolean {
    if (!told) return false;
    if (told.agentId) this.events.wake(told.agentId);
    this.logger.log({ type: told.notice.type, sellerId: told.notice.sellerId }, 'told the seller');
    return true;
  }
}

/** The conversation stands in the metadata: it may be gone by now, and the log would not take it. */
function eventOf({ type, content, metadata, conversationId }: ShopNotice): {
  type: string;
  content: string;
  metadata: Record<string, unknown>;
} {
  return { type, content, metadata: conversationId ? { ...metadata, conversationId } : metadata };
}
