import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CONVERSATION_STATES, ConversationListRepository } from '#features/messaging';
import type { AgentTool, ToolAnswer, ToolContext } from './tool.js';

const LAST_CHARS = 200;

const inputSchema = {
  state: z.enum(CONVERSATION_STATES).optional().describe('Only conversations in this state'),
  search: z.string().max(100).optional().describe('Words in names, notes or messages'),
  limit: z.number().int().min(1).max(20).optional().describe('How many at most; default 10'),
};

/** The seller's conversations with buyers, newest first. */
@Injectable()
export class ListConversationsTool implements AgentTool<typeof inputSchema> {
  readonly name = 'list_conversations';
  readonly description =
    'Conversations with buyers, newest first: who, where, state, last message. waiting_for_you means that the owner should answer.';
  readonly modes = ['seller'] as const;
  readonly scope = 'conversations:read';
  readonly inputSchema = inputSchema;

  constructor(private readonly conversations: ConversationListRepository) {}

  async run(
    input: z.infer<z.ZodObject<typeof inputSchema>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    const { conversations } = await this.conversations.list(context.sellerId, {
      limit: input.limit ?? 10,
      before: null,
      state: input.state ?? null,
      search: input.search ?? null,
      kind: 'buyer',
    });
    return {
      body: {
        conversations: conversations.map((conversation) => ({
          id: conversation.id,
          buyer: conversation.buyerName,
          platform: conversation.platform,
          state: conversation.state,
          unread: conversation.unread,
          lastMessage: conversation.lastText?.slice(0, LAST_CHARS) ?? null,
          lastAuthor: conversation.lastAuthor,
          at: conversation.lastAt,
        })),
      },
    };
  }
}
