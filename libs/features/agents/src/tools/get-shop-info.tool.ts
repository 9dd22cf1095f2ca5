import { Injectable } from '@nestjs/common';
import { ShopFactsService } from '#features/etsy';
import type { AgentTool, ToolAnswer, ToolContext } from './tool.js';

const inputSchema = {};

/** What the shop says of itself: announcement, vacation, policies. */
@Injectable()
export class GetShopInfoTool implements AgentTool<typeof inputSchema> {
  readonly name = 'get_shop_info';
  readonly description =
    'What the shop says of itself: about, announcement, vacation, custom requests, policies for payment, shipping, returns. Null means the shop does not say.';
  readonly modes = ['buyer', 'seller'] as const;
  readonly scope = 'products:read';
  readonly inputSchema = inputSchema;

  constructor(private readonly shops: ShopFactsService) {}

  async run(_: Record<string, never>, context: ToolContext): Promise<ToolAnswer> {
    const shop = await this.shops.details(context.sellerId);
    if (shop) return { body: { shop } };
    return { isError: true, body: { error: 'no_shop', message: 'No shop is connected just now.' } };
  }
}
