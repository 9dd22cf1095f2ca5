import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { AgentTool, ToolAnswer, ToolContext } from './tool.js';

const inputSchema = {
  summary: z
    .string()
    .min(1)
    .max(1_000)
    .describe('What is wished for: thing, size, colour, text, date, in the words of the buyer'),
};

/** Notes down a wish for something made to order. Takes effect when the run is committed. */
@Injectable()
export class TakeCustomRequestTool implements AgentTool<typeof inputSchema> {
  readonly name = 'take_custom_request';
  readonly description =
    'Note down that the buyer wishes for something made to order or personalised, for the shop owner to answer. Promise neither price nor date.';
  readonly modes = ['buyer'] as const;
  readonly scope = null;
  readonly inputSchema = inputSchema;

  async run(
    input: z.infer<z.ZodObject<typeof inputSchema>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    context.addEffect({ type: 'custom_request', summary: input.summary });
    return Promise.resolve({
      body: { taken: true, message: 'The shop owner will see it and answer in this chat.' },
    });
  }
}
