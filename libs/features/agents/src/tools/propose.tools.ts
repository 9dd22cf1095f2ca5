/**
 * The three tools by which the agent proposes a change of a listing. A proposal changes nothing: the seller approves
 * it in the dashboard, and only then a job publishes it. It comes into being when the run is committed.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ProposalsService, type ProposalWish } from '#features/etsy';
import { AppError } from '#platform/errors';
import { isId } from '#platform/ids';
import { noSuchProduct, type AgentTool, type ToolAnswer, type ToolContext } from './tool.js';

const id = z.string().max(64).describe('Product id as returned by search_products');
const reason = z.string().max(500).optional().describe('Why, for the owner who decides');
const options = z
  .record(z.string().max(100), z.string().max(100))
  .optional()
  .describe('Options of the variation that is meant, e.g. {"Size":"S"}; absent: all of them');

const listingInput = {
  id,
  title: z.string().max(140).optional(),
  description: z.string().max(10_000).optional(),
  tags: z.array(z.string().max(20)).max(13).optional(),
  reason,
};
const stockInput = { id, quantity: z.number().int().min(0).max(999), options, reason };
const priceInput = {
  id,
  price: z.string().max(12).describe("New price in the shop's currency, e.g. 24.99"),
  options,
  reason,
};

/** Makes the proposal an effect of the run; what Etsy would not take is told to the model at once. */
async function propose(
  proposals: ProposalsService,
  context: ToolContext,
  input: { id: string; reason?: string | undefined },
  wish: ProposalWish,
): Promise<ToolAnswer> {
  if (!isId('prod', input.id)) return noSuchProduct();
  try {
    const origin = { conversationId: context.conversationId, reason: input.reason ?? '' };
    const proposal = await proposals.prepare(context.sellerId, input.id, wish, origin);
    context.addEffect({ type: 'proposal', proposal });
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === 'internal') throw error;
    return { isError: true, body: { error: error.code, message: error.message } };
  }
  const message = 'Proposed. Nothing changes until the owner approves it in the dashboard.';
  return { body: { proposed: true, message } };
}

@Injectable()
export class ProposeListingUpdateTool implements AgentTool<typeof listingInput> {
  readonly name = 'propose_listing_update';
  readonly description =
    'Propose a new title, description or tags of a listing. The owner approves it first.';
  readonly modes = ['seller'] as const;
  readonly scope = 'proposals:write';
  readonly inputSchema = listingInput;

  constructor(private readonly proposals: ProposalsService) {}

  async run(
    input: z.infer<z.ZodObject<typeof listingInput>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    const { title, description, tags } = input;
    return propose(this.proposals, context, input, {
      kind: 'listing',
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(tags === undefined ? {} : { tags }),
    });
  }
}

@Injectable()
export class ProposeStockTool implements AgentTool<typeof stockInput> {
  readonly name = 'propose_stock';
  readonly description = 'Propose a new stock of a listing. The owner approves it first.';
  readonly modes = ['seller'] as const;
  readonly scope = 'proposals:write';
  readonly inputSchema = stockInput;

  constructor(private readonly proposals: ProposalsService) {}

  async run(
    input: z.infer<z.ZodObject<typeof stockInput>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    const variation = input.options === undefined ? {} : { options: input.options };
    const wish = { kind: 'stock' as const, quantity: input.quantity, ...variation };
    return propose(this.proposals, context, input, wish);
  }
}

@Injectable()
export class ProposePriceTool implements AgentTool<typeof priceInput> {
  readonly name = 'propose_price';
  readonly description = 'Propose a new price of a listing. The owner approves it first.';
  readonly modes = ['seller'] as const;
  readonly scope = 'proposals:write';
  readonly inputSchema = priceInput;

  constructor(private readonly proposals: ProposalsService) {}

  async run(
    input: z.infer<z.ZodObject<typeof priceInput>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    const variation = input.options === undefined ? {} : { options: input.options };
    const wish = { kind: 'price' as const, price: input.price, ...variation };
    return propose(this.proposals, context, input, wish);
  }
}
