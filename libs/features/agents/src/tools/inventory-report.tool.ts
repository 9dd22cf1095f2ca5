import { Injectable } from '@nestjs/common';
import { CatalogueService } from '#features/products';
import type { AgentTool, ToolAnswer, ToolContext } from './tool.js';

const inputSchema = {};

/** What the seller should look at: low stock, sold out, expired. */
@Injectable()
export class InventoryReportTool implements AgentTool<typeof inputSchema> {
  readonly name = 'inventory_report';
  readonly description =
    'What needs attention in the inventory: products low in stock, sold out and expired (the first 20 of each).';
  readonly modes = ['seller'] as const;
  readonly scope = 'products:read';
  readonly inputSchema = inputSchema;

  constructor(private readonly catalogue: CatalogueService) {}

  async run(_: Record<string, never>, context: ToolContext): Promise<ToolAnswer> {
    const [total, report] = await Promise.all([
      this.catalogue.count(context.sellerId),
      this.catalogue.stockReport(context.sellerId),
    ]);
    const { low, soldOut, expired } = report;
    return {
      body: {
        products: total,
        lowStockTotal: low.total,
        lowStock: low.products.map(brief),
        soldOutTotal: soldOut.total,
        soldOut: soldOut.products.map(brief),
        expiredTotal: expired.total,
        expired: expired.products.map(brief),
      },
    };
  }
}

function brief(product: { id: string; title: string; quantity: number | null; price: string }): {
  id: string;
  title: string;
  quantity: number | null;
  price: string;
} {
  const { id, title, quantity, price } = product;
  return { id, title, quantity, price };
}
