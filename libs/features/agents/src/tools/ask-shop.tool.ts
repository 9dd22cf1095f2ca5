import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { AgentTool, ToolAnswer, ToolContext } from './tool.js';

const inputSchema = {
  question: z
    .string()
    .min(1)
    .max(500)
    .describe('What the shop owner has to tell, as one question that can be understood alone'),
};

/** Keeps the promise "I will ask the shop", and the agent stays in the conversation. Takes effect when the run is committed. */
@Injectable()
export class AskShopTool implements AgentTool<typeof inputSchema> {
  readonly name = 'ask_shop';
  readonly description =
    'Pass a question on to the shop owner that no other tool answers: a fact, a policy, a date. You stay in the conversation; tell the buyer that you have asked the shop. For a person, a complaint or an upset buyer use request_human instead.';
  readonly modes = ['buyer'] as const;
  readonly scope = null;
  readonly inputSchema = inputSchema;

  async run(
    input: z.infer<z.ZodObject<typeof inputSchema>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    context.addEffect({ type: 'question', question: input.question });
    return Promise.resolve({
      body: { asked: true, message: 'The shop owner will see it and answer in this chat.' },
    });
  }
}
