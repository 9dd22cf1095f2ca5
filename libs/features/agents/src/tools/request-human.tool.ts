import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { AgentTool, ToolAnswer, ToolContext } from './tool.js';

const inputSchema = {
  reason: z.string().max(200).describe('Why a human is needed, in a few words'),
  summary: z.string().max(1_000).describe('What the buyer wants, for the seller who takes over'),
};

/** Hands the conversation to the seller. Takes effect when the run is committed. */
@Injectable()
export class RequestHumanTool implements AgentTool<typeof inputSchema> {
  readonly name = 'request_human';
  readonly description =
    'Hand this conversation to the shop owner: when you are unsure, when the buyer asks for a person, or for complaints. Tell the buyer that the shop will answer.';
  readonly modes = ['buyer'] as const;
  readonly scope = null;
  readonly inputSchema = inputSchema;

  async run(
    input: z.infer<z.ZodObject<typeof inputSchema>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    context.addEffect({ type: 'human_requested', reason: input.reason, summary: input.summary });
    return Promise.resolve({
      body: { ok: true, message: 'The shop owner will be told. Let the buyer know.' },
    });
  }
}
