/**
 * The seller's tools for programs of their own (/mcp): the same registry, bounds and descriptions as the agent's. There
 * is no run to commit, so what a call asks for is done when it returns.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ApiKeyIdentity } from '#features/auth';
import { ProposalsService } from '#features/etsy';
import { inTransaction } from '#platform/database';
import type { RuntimeTool } from '../sessions/agent-runtime.js';
import { AgentsService } from '../agents.service.js';
import { EventLogService, type NewEvent } from '../events/event-log.service.js';
import { proposalEvent } from '../events/proposal-event.js';
import { ToolRegistry } from '../tools/tool-registry.js';
import type { ToolEffect, ToolScope } from '../tools/tool.js';

@Injectable()
export class SellerToolsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: ToolRegistry,
    private readonly agents: AgentsService,
    private readonly proposals: ProposalsService,
    private readonly events: EventLogService,
  ) {}

  /** The tools that a key may use, bound to its seller. @throws AppError when there is no agent yet */
  async forKey(key: Pick<ApiKeyIdentity, 'sellerId' | 'scopes'>): Promise<RuntimeTool[]> {
    const agent = await this.agents.get(key.sellerId);
    const scope: ToolScope = {
      sellerId: key.sellerId,
      agentId: agent.id,
      conversationId: null,
      mode: 'seller',
    };
    const effects: ToolEffect[] = [];
    const tools = this.registry.bindForKey(scope, key.scopes, (effect) => effects.push(effect));
    return tools.map((tool) => ({
      ...tool,
      run: async (input, context) => {
        const answer = await tool.run(input, context);
        await this.apply(scope, effects.splice(0));
        return answer;
      },
    }));
  }

  private async apply(scope: ToolScope, effects: ToolEffect[]): Promise<void> {
    const made = effects.flatMap((effect) => (effect.type === 'proposal' ? [effect.proposal] : []));
    if (made.length === 0) return;
    await inTransaction(this.dataSource, async (manager) => {
      const events: NewEvent[] = [];
      for (const proposal of made) {
        await this.proposals.record(manager, proposal);
        events.push(proposalEvent(proposal, null));
      }
      await this.events.append(manager, scope.agentId, null, events);
    });
    this.events.wake(scope.agentId);
  }
}
