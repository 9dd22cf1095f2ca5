/** Products as the shop's tools show them; loose, since only what is read here must be there. */
import { z } from 'zod';

const variantSchema = z.looseObject({
  options: z.record(z.string(), z.string()).catch({}),
  price: z.string().nullish(),
  quantity: z.number().nullish(),
  available: z.boolean().nullish(),
});

const productSchema = z.looseObject({
  id: z.string(),
  title: z.string(),
  price: z.string().nullish(),
  /** Where options cost more; lists have no variants to tell it from. */
  priceMax: z.string().nullish(),
  currency: z.string().nullish(),
  quantity: z.number().nullish(),
  inStock: z.boolean().nullish(),
  state: z.string().nullish(),
  url: z.string().nullish(),
  description: z.string().nullish(),
  tags: z.array(z.string()).catch([]),
  options: z.array(z.string()).catch([]),
  variants: z.array(variantSchema).catch([]),
});

const foundSchema = z.looseObject({
  products: z.array(productSchema),
  total: z.number().nullish(),
});
const oneSchema = z.looseObject({ product: productSchema });

/** A product as far as the demo model knows it. */
export type Product = z.infer<typeof productSchema>;
/** A variant of a product. */
export type Variant = z.infer<typeof variantSchema>;

/** The products of a search; undefined when the result is something else. */
export function readFound(json: unknown): { products: Product[]; total: number } | undefined {
  const parsed = foundSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const { products, total } = parsed.data;
  return { products, total: total ?? products.length };
}

/** The product of a `get_product`; undefined when there is none. */
export function readProduct(json: unknown): Product | undefined {
  const parsed = oneSchema.safeParse(json);
  return parsed.success ? parsed.data.product : undefined;
}

/** Whether it can be bought now. */
export function isInStock(product: Product): boolean {
  const isActive = (product.state ?? 'active') === 'active';
  return isActive && (product.inStock ?? product.quantity !== 0);
}

/** Whether it is to be seen in the shop at all. */
export function isListed(product: Product): boolean {
  return ['active', 'sold_out'].includes(product.state ?? 'active');
}
