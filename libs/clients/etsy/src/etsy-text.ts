/** Etsy sends what sellers typed with HTML escaping (`&#39;`, `&amp;`); this gives the text back. */
import { decodeHTML } from 'entities';

/** Decodes HTML entities once. Never use the result as HTML. */
export function decodeEtsyText(text: string): string {
  return decodeHTML(text);
}
