import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { LiveCatalogueService } from '#features/etsy';
import { isId } from '#platform/ids';
import { noSuchProduct, type AgentTool, type ToolAnswer, type ToolContext } from './tool.js';

const inputSchema = {
  id: z.string().max(64).describe('Product id as returned by search_products'),
  options: z
    .record(z.string().max(100), z.string().max(100))
    .optional()
    .describe(
      'Only variants with these options, e.g. {"Size":"S"}: for a product with moreVariants',
    ),
};

/** One product of the seller with its variants. */
@Injectable()
export class GetProductTool implements AgentTool<typeof inputSchema> {
  readonly name = 'get_product';
  readonly description =
    'Everything about one product of this shop: description, price, stock, options and each variant with its own price and stock. With moreVariants not all of them are shown: ask again with options.';
  readonly modes = ['buyer', 'seller'] as const;
  readonly scope = 'products:read';
  readonly inputSchema = inputSchema;

  constructor(private readonly catalogue: LiveCatalogueService) {}

  async run(
    input: z.infer<z.ZodObject<typeof inputSchema>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    const found = isId('prod', input.id)
      ? await this.catalogue.getForAgent(context.sellerId, input.id, {
          sellableOnly: context.mode === 'buyer',
          options: input.options,
        })
      : null;
    return found ? { body: found } : noSuchProduct();
  }
}
