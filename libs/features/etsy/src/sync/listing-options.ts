/** The options of a variation by their names, as a buyer reads them on Etsy. Pure. */
import { decodeEtsyText, type EtsyProduct } from '#clients/etsy';

/** A size says nothing without its scale (`Size (EU)`, `Width (Inches)`); Etsy need not tell a name at all. */
export function optionsOf(product: EtsyProduct): Record<string, string> {
  const options = new Map<string, string>();
  for (const { property_name, scale_name, values } of product.property_values) {
    const bare = decodeEtsyText(property_name ?? '').trim() || 'Option';
    const scale = decodeEtsyText(scale_name ?? '').trim();
    const name = scale === '' ? bare : `${bare} (${scale})`;
    // Two of one name are two all the same.
    const free = options.has(name) ? `${name} ${options.size + 1}` : name;
    options.set(free, values.map(decodeEtsyText).join(' / '));
  }
  return Object.fromEntries(options);
}
