import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { LiveCatalogueService } from '#features/etsy';
import type { AgentTool, ToolAnswer, ToolContext } from './tool.js';

const inputSchema = {
  query: z
    .string()
    .max(200)
    .describe('Words to look for: product, colour, material, size, occasion'),
  in_stock: z.boolean().optional().describe('true: only what can be bought now'),
  max_price: z.number().positive().optional().describe("Highest price in the shop's currency"),
  limit: z.number().int().min(1).max(10).optional().describe('How many at most; default 5'),
};

/** Searches the seller's own catalogue; what is in stock comes first. */
@Injectable()
export class SearchProductsTool implements AgentTool<typeof inputSchema> {
  readonly name = 'search_products';
  readonly description =
    "Search this shop's products by words. Returns title, price, stock, options and link of the best matches. With priceMax the price depends on the options: price is the lowest, get_product tells each.";
  readonly modes = ['buyer', 'seller'] as const;
  readonly scope = 'products:read';
  readonly inputSchema = inputSchema;

  constructor(private readonly catalogue: LiveCatalogueService) {}

  async run(
    input: z.infer<z.ZodObject<typeof inputSchema>>,
    context: ToolContext,
  ): Promise<ToolAnswer> {
    const body = await this.catalogue.searchForAgent(context.sellerId, {
      query: input.query,
      sellableOnly: context.mode === 'buyer',
      inStockOnly: input.in_stock ?? false,
      maxPrice: input.max_price ?? null,
      limit: input.limit ?? 5,
    });
    return { body };
  }
}
