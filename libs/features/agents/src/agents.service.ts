/** A seller's agent: making it, reading it, pausing it. What the seller sets of it is in agent-settings.service.ts. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ShopFactsService } from '#features/etsy';
import { inTransaction } from '#platform/database';
import { newId, type Id } from '#platform/ids';
import { AgentSessionsRepository } from './sessions/agent-sessions.repository.js';
import { agentExists, agentNotFound, noEtsyConnection } from './agents.errors.js';
import { AgentsRepository, type AgentRow } from './agents.repository.js';
import { EventLogService } from './events/event-log.service.js';
import { WorkspaceService } from './desk/workspace.service.js';

@Injectable()
export class AgentsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly agents: AgentsRepository,
    private readonly sessions: AgentSessionsRepository,
    private readonly shops: ShopFactsService,
    private readonly workspaces: WorkspaceService,
    private readonly events: EventLogService,
  ) {}

  /**
   * Creates the seller's agent and its workspace.
   *
   * @throws AppError `agents.no_etsy_connection` or `agents.already_exists` (both 400)
   */
  async provision(sellerId: Id<'sel'>): Promise<AgentRow> {
    if (await this.agents.findBySeller(sellerId)) throw agentExists();
    const shop = await this.shops.forSeller(sellerId);
    if (!shop) throw noEtsyConnection();
    const workspacePath = this.workspaces.pathOf(sellerId);
    await inTransaction(this.dataSource, async (manager) => {
      const agent = { id: newId('agt'), sellerId, name: `${shop.shopName} Agent`, workspacePath };
      if (!(await this.agents.insert(manager, agent))) throw agentExists();
      await this.events.append(manager, agent.id, null, [
        { type: 'agent.provisioned', content: agent.name },
      ]);
    });
    const created = await this.get(sellerId);
    await this.workspaces.write(created);
    return created;
  }

  /** @throws AppError when there is no agent yet */
  async get(sellerId: Id<'sel'>): Promise<AgentRow> {
    const agent = await this.agents.findBySeller(sellerId);
    if (!agent) throw agentNotFound();
    return agent;
  }

  /** The session of the seller's own chat; null before its first turn. */
  async sellerSession(
    agentId: Id<'agt'>,
  ): Promise<{ sessionId: string; lastRunAt: Date | null } | null> {
    return this.sessions.findSellerSession(agentId);
  }

  async pause(sellerId: Id<'sel'>): Promise<AgentRow> {
    return this.setStatus(sellerId, 'paused');
  }

  async resume(sellerId: Id<'sel'>): Promise<AgentRow> {
    return this.setStatus(sellerId, 'active');
  }

  private async setStatus(sellerId: Id<'sel'>, status: 'active' | 'paused'): Promise<AgentRow> {
    const agent = await this.agents.setStatus(sellerId, status);
    if (!agent) throw agentNotFound();
    await this.events.write(agent.id, null, [
      { type: status === 'paused' ? 'agent.paused' : 'agent.resumed' },
    ]);
    return agent;
  }
}
