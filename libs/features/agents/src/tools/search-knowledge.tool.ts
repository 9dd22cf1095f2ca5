import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { KnowledgeService } from '../knowledge/knowledge.service.js';
import type { AgentTool, ToolAnswer, ToolContext } from './tool.js';

const ENTRIES = 3;

const inputSchema = {
  query: z.string().max(300).describe('The question, or its words'),
};

/** Searches the seller's own questions and answers. */
@Injectable()
export class SearchKnowledgeTool implements AgentTool<typeof inputSchema> {
  readonly name = 'search_knowledge';
  readonly description =
    "Search the shop owner's own answers to questions about the shop: care, materials, delivery, gifts, anything that is not in the listings. Empty when the owner has not answered this.";
  readonly modes = ['buyer', 'seller'] as const;
  readonly scope = 'products:read';
  readonly inputSchema = inputSchema;

  constructor(private readonly knowledge: KnowledgeService) {}

  async run(
    input: z.infer<z.ZodObject<typeof inputSchema>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    const entries = await this.knowledge.search(context.sellerId, input.query, ENTRIES);
    return { body: { entries: entries.map(({ question, answer }) => ({ question, answer })) } };
  }
}
