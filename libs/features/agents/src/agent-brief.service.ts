/** Everything a turn needs to know of its agent: may it work, how is it set, what is it told. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ShopFactsService } from '#features/etsy';
import type { LeasedConversation, WaitingMessage } from '#features/messaging';
import { AppConfig } from '#platform/config';
import { effectiveConfig } from './agent-config.js';
import type { TurnContent } from './agent-runtime.js';
import { AgentsRepository } from './agents.repository.js';
import { systemPrompt } from './prompts/system-prompt.js';
import { ToolRegistry } from './tools/tool-registry.js';
import type { AgentMode } from './tools/tool.js';
import { TurnContentService } from './turn-content.service.js';

export interface AgentBrief {
  mode: AgentMode;
  config: ReturnType<typeof effectiveConfig>;
  systemPrompt: string;
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
    private readonly contents: TurnContentService,
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
    const prompt = systemPrompt(mode, {
      shopName: shop?.shopName ?? agent.name,
      agentName: agent.name,
      soulInstructions: agent.soulInstructions,
      language: config.language ?? null,
      shopLines: shop?.lines ?? [],
    });
    const key = createHash('sha256')
      .update(JSON.stringify([prompt, this.tools.namesFor(mode), this.config.model.name, mode]))
      .digest('base64url');
    return { mode, config, systemPrompt: prompt, key };
  }

  /** What a turn says to the model. */
  async contentOf(
    brief: AgentBrief,
    conversation: LeasedConversation,
    messages: WaitingMessage[],
  ): Promise<TurnContent[]> {
    return this.contents.of(conversation, messages, brief.config.timeZone);
  }
}
