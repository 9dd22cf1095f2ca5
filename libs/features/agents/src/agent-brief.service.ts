/** Everything a turn needs to know of its agent: may it work, how is it set, what is it told. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ShopFactsService } from '#features/etsy';
import type { LeasedConversation } from '#features/messaging';
import { AppConfig } from '#platform/config';
import { effectiveConfig } from './agent-config.js';
import { AgentsRepository } from './agents.repository.js';
import { sealOf } from './outbound/agent-seal.js';
import { systemPrompt } from './prompts/system-prompt.js';
import { ToolRegistry } from './tools/tool-registry.js';
import type { AgentMode } from './tools/tool.js';

export interface AgentBrief {
  mode: AgentMode;
  config: ReturnType<typeof effectiveConfig>;
  systemPrompt: string;
  /** The mark of our own words. */
  seal: string;
  /** What the seller wrote for buyers to hear: links in it may be passed on. */
  ownWords: string;
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
  ) {}

  /** @returns null when the agent may not work now (paused, or its seller is suspended) */
  async forConversation(conversation: LeasedConversation): Promise<AgentBrief | null> {
    const [mayWork, agent, shop] = await Promise.all([
      this.agents.mayWork(conversation.agentId),
      this.agents.findBySeller(conversation.sellerId),
      this.shops.forSeller(conversation.sellerId),
    ]);
    if (!mayWork || !agent) return null;
    const mode: AgentMode = conversation.kind === 'seller' ? 'seller' : 'buyer';
    const config = effectiveConfig(agent.config);
    const { keys, currentKeyId } = this.config.encryptionKeys;
    const seal = sealOf(keys[currentKeyId] ?? Buffer.alloc(0), agent.id);
    const prompt = systemPrompt(mode, {
      seal,
      shopName: shop?.shopName ?? agent.name,
      agentName: agent.name,
      soulInstructions: agent.soulInstructions,
      language: config.language ?? null,
      shopLines: shop?.lines ?? [],
    });
    const key = createHash('sha256')
      .update(JSON.stringify([prompt, this.tools.namesFor(mode), this.config.model.name, mode]))
      .digest('base64url');
    const ownWords = [agent.soulInstructions, ...(shop?.lines ?? []), config.hours?.outOfHoursLine]
      .filter((text) => text !== undefined)
      .join('\n');
    return { mode, config, systemPrompt: prompt, seal, ownWords, key };
  }
}
