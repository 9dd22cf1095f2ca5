import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { OrderStatusService, type OrderAnswer } from '#features/etsy';
import type { AgentTool, ToolAnswer, ToolContext } from './tool.js';

const inputSchema = {
  order_number: z.string().min(1).max(40).describe('The order number as the buyer wrote it'),
  postcode: z
    .string()
    .min(1)
    .max(40)
    .describe('The postcode it is delivered to, as the buyer wrote it; never guess one'),
};

/** What the model makes of an order that it is not shown. None of these is an error: the buyer never reads of one. */
const MESSAGES: Record<Exclude<OrderAnswer['outcome'], 'found'>, string> = {
  no_match:
    'No order of this shop fits this number and postcode together. Say only that, and ask the buyer to look both up in the confirmation from Etsy. If they are sure, call request_human.',
  cannot_be_checked:
    'This cannot be checked here. Say so, and call request_human: the shop will answer.',
  too_many_checks:
    'Too many tries today; do not try again. Say that the shop will look it up, and call request_human.',
  not_available:
    'Orders cannot be looked up here. Say that the shop will look it up, and call request_human.',
};

/** How a buyer's order stands, for whoever knows its number and where it goes. */
@Injectable()
export class GetOrderStatusTool implements AgentTool<typeof inputSchema> {
  readonly name = 'get_order_status';
  readonly description =
    'How an order of this buyer stands: paid and being made, shipped with carrier and tracking code, cancelled or refunded; its items and the expected ship date. Needs the order number and the postcode it is delivered to, both from the buyer. Whether a parcel has arrived is not known.';
  readonly modes = ['buyer'] as const;
  readonly scope = null;
  readonly inputSchema = inputSchema;

  constructor(private readonly orders: OrderStatusService) {}

  async run(
    input: z.infer<z.ZodObject<typeof inputSchema>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    const { sellerId, conversationId, signal } = context;
    if (conversationId === null) return refused('not_available');
    const question = { orderNumber: input.order_number, postcode: input.postcode };
    const answer = await this.orders.lookUp({ sellerId, conversationId }, question, signal);
    return answer.outcome === 'found' ? { body: { order: answer.order } } : refused(answer.outcome);
  }
}

function refused(outcome: keyof typeof MESSAGES): ToolAnswer {
  return { body: { order: null, outcome, message: MESSAGES[outcome] } };
}
