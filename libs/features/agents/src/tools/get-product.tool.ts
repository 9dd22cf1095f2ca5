import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CatalogueService } from '#features/products';
import { isId } from '#platform/ids';
import type { AgentTool, ToolContext } from './tool.js';

const inputSchema = {
  id: z.string().max(64).describe('Product id as returned by search_products'),
};

/** One product of the seller with its variants. */
@Injectable()
export class GetProductTool implements AgentTool<typeof inputSchema> {
  readonly name = 'get_product';
  readonly description =
    'Everything about one product of this shop: description, price, stock, options and each variant with its own price and stock.';
  readonly modes = ['buyer', 'seller'] as const;
  readonly inputSchema = inputSchema;

  constructor(private readonly catalogue: CatalogueService) {}

  async run(
    input: z.infer<z.ZodObject<typeof inputSchema>>,
    context: ToolContext,
  ): Promise<{ body: unknown; isError?: boolean }> {
    const found = isId('prod', input.id)
      ? await this.catalogue.getForAgent(context.sellerId, input.id, {
          sellableOnly: context.mode === 'buyer',
        })
      : null;
    if (found) return { body: found };
    return {
      isError: true,
      body: {
        error: 'not_found',
        message: 'No such product. Use an id that search_products returned.',
      },
    };
  }
}
