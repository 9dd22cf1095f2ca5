import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { LiveCatalogueService } from '#features/etsy';
import { isId } from '#platform/ids';
import { noSuchProduct, type AgentTool, type ToolAnswer, type ToolContext } from './tool.js';

const inputSchema = {
  id: z.string().max(64).describe('Product id as returned by search_products'),
};

/** Where a product is bought: its listing on Etsy, and whether it can be bought now. */
@Injectable()
export class GetPurchaseLinkTool implements AgentTool<typeof inputSchema> {
  readonly name = 'get_purchase_link';
  readonly description =
    'The link where a product of this shop is bought, with its current price (the lowest; priceMax the highest, where options differ) and whether it can be bought now.';
  readonly modes = ['buyer'] as const;
  readonly scope = 'products:read';
  readonly inputSchema = inputSchema;

  constructor(private readonly catalogue: LiveCatalogueService) {}

  async run(
    input: z.infer<z.ZodObject<typeof inputSchema>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    const found = isId('prod', input.id)
      ? await this.catalogue.getForAgent(context.sellerId, input.id, { sellableOnly: true })
      : null;
    if (!found) return noSuchProduct();
    const { title, url, price, priceMax, currency, inStock } = found.product;
    return { body: { title, url, price, priceMax, currency, inStock, asOf: found.asOf } };
  }
}
