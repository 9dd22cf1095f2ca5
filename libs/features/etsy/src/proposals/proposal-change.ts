/**
 * What a proposal changes and what it was made from, by kind. Stored as jsonb and read back through these schemas. The
 * diff shown to the seller and the comparison with Etsy both come from the two together.
 */
import { z } from 'zod';
import { decimalPrice } from '#features/products';

const options = z.record(z.string(), z.string());

/** Texts of a listing; what is absent stays. */
const texts = z.object({
  title: z.string().optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
});

/** `options` null: every variation. */
const stockChange = z.object({ options: options.nullable(), quantity: z.int() });
const priceChange = z.object({
  options: options.nullable(),
  priceMinor: z.int(),
  currency: z.string(),
});
const stockBase = z.object({
  variants: z.array(z.object({ options, quantity: z.int().nullable() })),
});
const priceBase = z.object({ variants: z.array(z.object({ options, priceMinor: z.int() })) });

/** Change and base of one proposal. */
export const proposalChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('listing'), change: texts, base: texts }),
  z.object({ kind: z.literal('stock'), change: stockChange, base: stockBase }),
  z.object({ kind: z.literal('price'), change: priceChange, base: priceBase }),
]);

export type ProposalChange = z.output<typeof proposalChange>;
export type ListingTexts = z.output<typeof texts>;
export type TextsProposal = Extract<ProposalChange, { kind: 'listing' }>;
export type StockProposal = Extract<ProposalChange, { kind: 'stock' }>;
export type PriceProposal = Extract<ProposalChange, { kind: 'price' }>;

/** One line of a diff. */
export interface DiffLine {
  /** `title`, `description`, `tags`, `quantity`, `price`. */
  field: string;
  /** Of which variation; null: of the listing. */
  options: Record<string, string> | null;
  before: string | null;
  after: string;
}

/** What would change, line by line. */
export function diffOf(proposal: ProposalChange): DiffLine[] {
  switch (proposal.kind) {
    case 'listing':
      return listingDiff(proposal.change, proposal.base);
    case 'stock':
      return proposal.base.variants.map((variant) => ({
        field: 'quantity',
        options: orNull(variant.options),
        before: variant.quantity === null ? null : String(variant.quantity),
        after: String(proposal.change.quantity),
      }));
    case 'price': {
      const { priceMinor, currency } = proposal.change;
      return proposal.base.variants.map((variant) => ({
        field: 'price',
        options: orNull(variant.options),
        before: `${decimalPrice(variant.priceMinor, currency)} ${currency}`,
        after: `${decimalPrice(priceMinor, currency)} ${currency}`,
      }));
    }
  }
}

function listingDiff(change: ListingTexts, base: ListingTexts): DiffLine[] {
  const lines: DiffLine[] = [];
  for (const field of ['title', 'description'] as const) {
    const after = change[field];
    if (after === undefined) continue;
    lines.push({ field, options: null, before: base[field] ?? null, after });
  }
  if (change.tags) {
    const before = base.tags?.join(', ') ?? null;
    lines.push({ field: 'tags', options: null, before, after: change.tags.join(', ') });
  }
  return lines;
}

function orNull(given: Record<string, string>): Record<string, string> | null {
  return Object.keys(given).length === 0 ? null : given;
}
