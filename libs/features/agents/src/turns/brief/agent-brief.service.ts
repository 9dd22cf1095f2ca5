/**
 * Everything a turn needs to know of its agent: may it work, how is it set, what is it told. The workspace, which shows
 * the seller the same, is looked after on the way.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ShopFactsService, type ShopFacts } from '#features/etsy';
import type { LeasedConversation } from '#features/messaging';
import { AppConfig } from '#platform/config';
import type { Id } from '#platform/ids';
import { effectiveConfig } from '../../agent-config.js';
import { AgentsRepository, type AgentRow } from '../../agents.repository.js';
import { sealOf } from '../../outbound/agent-seal.js';
import { WorkspaceService } from '../../desk/workspace.service.js';
import { systemPrompt } from '../../prompts/system-prompt.js';
import { ToolRegistry } from '../../tools/tool-registry.js';
import type { AgentMode } from '../../tools/tool.js';

export interface AgentBrief {
  mode: AgentMode;
  config: ReturnType<typeof effectiveConfig>;
  systemPrompt: string;
  /** The mark of our own words. */
  seal: string;
  /** What the seller wrote for buyers to hear: links in it may be passed on. */
  ownWords: string;
  /** Hard limit of one turn; the session is killed past it. */
  maxTurnMs: number;
  /** Hash of prompt, tools, model and mode: a live session started with another key is of no use. */
  key: string;
}

@Injectable()
export class AgentBriefService {
  constructor(
    private readonly agents: AgentsRepository,
    private readonly shops: ShopFactsService,
    private readonly tools: ToolRegistry,
    private readonly config: AppConfig,
    private readonly workspaces: WorkspaceService,
  ) {}

  /** @returns null when the agent may not work now (paused, or its seller is suspended) */
  async forConversation(conversation: LeasedConversation): Promise<AgentBrief | null> {
    const [agent, shop] = await Promise.all([
      this.agents.findAtWork(conversation.agentId),
      this.shops.forSeller(conversation.sellerId),
    ]);
    if (!agent) return null;
    this.workspaces.tend(agent);
    return this.briefFor(conversation.kind === 'seller' ? 'seller' : 'buyer', agent, shop);
  }

  private briefFor(mode: AgentMode, agent: AgentRow, shop: ShopFacts | null): AgentBrief {
    const config = effectiveConfig(agent.config);
    const { name: agentName, soulInstructions } = agent;
    const { shopName, lines: shopLines } = shop ?? { shopName: agentName, lines: [] };
    const seal = this.sealOf(agent.id);
    const prompt = systemPrompt(mode, {
      seal,
      shopName,
      agentName,
      soulInstructions,
      shopLines,
      language: config.language ?? null,
      tellsOrders: this.config.etsy.orderStatus,
    });
    const key = createHash('sha256')
      .update(JSON.stringify([prompt, this.tools.namesFor(mode), this.config.model.name, mode]))
      .digest('base64url');
    const ownWords = [soulInstructions, ...shopLines, config.hours?.outOfHoursLine ?? ''].join(
      '\n',
    );
    const { maxTurnMs } = this.config.agent;
    return { mode, config, systemPrompt: prompt, seal, ownWords, maxTurnMs, key };
  }

  private sealOf(agentId: Id<'agt'>): string {
    const { keys, currentKeyId } = this.config.encryptionKeys;
    const secret = keys[currentKeyId];
    if (!secret) throw new Error(`there is no encryption key "${currentKeyId}"`);
    return sealOf(secret, agentId);
  }
}
