/**
 * The words of the demo shop "Willow & Clay" that every family shares, and the shape of a family.
 * The families themselves stand in `vocabulary-*.ts`, one file for each corner of the shop.
 */

/** A colour or glaze with the hex code of its picture. */
export interface Finish {
  name: string;
  hex: string;
}

/** A choice the buyer makes; values may change the price by `extraMinor`. */
export interface OptionSpec {
  propertyId: number;
  name: string;
  values: { label: string; extraMinor?: number }[];
}

/** A kind of product; every pair of finish and detail is one possible listing. */
export interface Family {
  key: string;
  section: string;
  shape: string;
  /** `{finish}` and `{detail}` are filled in. */
  title: string;
  finishes: readonly Finish[];
  details: readonly string[];
  /** Two or three sentences of facts: size, make, care. */
  facts: string;
  materials: readonly string[];
  tags: readonly string[];
  priceMinor: readonly [number, number];
  options: readonly OptionSpec[];
  listingType: 'physical' | 'download';
  personalizable: boolean;
  taxonomyId: number;
}

/** Etsy's ids of variation properties: primary colour, and the two a seller may name. */
export const PROPERTY_COLOR = 200;
export const PROPERTY_FIRST_CUSTOM = 513;
export const PROPERTY_SECOND_CUSTOM = 514;

export const GLAZES: readonly Finish[] = [
  { name: 'Sea Green', hex: '#7fb3a2' },
  { name: 'Midnight Blue', hex: '#2f4a6d' },
  { name: 'Oatmeal', hex: '#d9c9ae' },
  { name: 'Speckled White', hex: '#eee9df' },
  { name: 'Rust', hex: '#b5583a' },
  { name: 'Charcoal', hex: '#4a4a4d' },
  { name: 'Blush Pink', hex: '#dfb2aa' },
  { name: 'Honey Amber', hex: '#c98b3c' },
];

export const FABRICS: readonly Finish[] = [
  { name: 'Moss', hex: '#6c7a4f' },
  { name: 'Terracotta', hex: '#c1664a' },
  { name: 'Natural', hex: '#dccfb7' },
  { name: 'Indigo', hex: '#3c4f80' },
  { name: 'Dove Grey', hex: '#a9abac' },
  { name: 'Mustard', hex: '#d2a23a' },
  { name: 'Plum', hex: '#6f3f5c' },
];

export const PAPERS: readonly Finish[] = [
  { name: 'Warm Grey', hex: '#b9b1a5' },
  { name: 'Ink Blue', hex: '#41577d' },
  { name: 'Sage', hex: '#93a586' },
  { name: 'Ochre', hex: '#c89a4b' },
  { name: 'Black and White', hex: '#5b5b5b' },
];

export const METALS: readonly Finish[] = [
  { name: 'Sterling Silver', hex: '#c3c7cb' },
  { name: '14k Gold Filled', hex: '#d8b25a' },
  { name: 'Rose Gold Filled', hex: '#d69c84' },
  { name: 'Brass', hex: '#b8953f' },
];

/** First sentences; `{thing}` is the title's first part in lower case. */
export const OPENINGS: readonly string[] = [
  "Here's the {thing} we reach for every day in our own home.",
  'Made one at a time in our small studio, this {thing} is a piece to keep for years.',
  'A {thing} with a quiet character: simple lines, honest materials & a good feel in the hand.',
  'Our {thing} is made in small batches, so no two are quite the same.',
  'If you are looking for a gift that will be used & loved, this {thing} is a safe choice.',
];

/** Last sentences. */
export const CLOSINGS: readonly string[] = [
  'Wrapped in recycled paper and sent in a plastic-free box.',
  "Something not quite right? Write to us & we'll put it in order.",
  'Small differences in colour & size are a sign of handwork, not a fault.',
  'Gift wrapping with a handwritten card is free: just leave a note with your order.',
  'We post orders on Tuesdays & Fridays.',
];
