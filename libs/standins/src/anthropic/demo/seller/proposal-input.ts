/** Fills the input of a proposal tool by the names that its schema gives its fields. */
import { z } from 'zod';
import type { OfferedTool } from '../../messages.schemas.js';

const schemaSchema = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ type: z.unknown() })),
});

/** What a proposal is about; amounts in the shop's currency. */
export interface ProposalFacts {
  id: string;
  price?: string;
  quantity?: number;
  title?: string;
  reason: string;
}

/** The input for a tool; without a schema the plain names are used. */
export function proposalInput(
  tool: OfferedTool | undefined,
  facts: ProposalFacts,
): Record<string, unknown> {
  const parsed = schemaSchema.safeParse(tool?.input_schema);
  const fields = parsed.success ? Object.entries(parsed.data.properties) : [];
  if (fields.length === 0) return { ...facts };
  const input: Record<string, unknown> = {};
  for (const [name, field] of fields) {
    const value = valueFor(name, facts);
    if (value !== undefined) {
      input[name] = field.type === 'number' || field.type === 'integer' ? Number(value) : value;
    }
  }
  return input;
}

function valueFor(name: string, facts: ProposalFacts): string | number | undefined {
  if (/cents|minor/i.test(name) && facts.price !== undefined) {
    return Math.round(Number(facts.price) * 100);
  }
  if (/price|amount/i.test(name)) return facts.price;
  if (/quantity|stock/i.test(name)) return facts.quantity;
  if (/title/i.test(name)) return facts.title;
  if (/reason|note|why|summary/i.test(name)) return facts.reason;
  return /^(?:id|product_?id|product|listing_?id)$/i.test(name) ? facts.id : undefined;
}
