/** Candles and other things that smell good. A "finish" here is a scent. */
import {
  PROPERTY_FIRST_CUSTOM,
  PROPERTY_SECOND_CUSTOM,
  type Family,
  type Finish,
  type OptionSpec,
} from './vocabulary.js';

const SCENTS: readonly Finish[] = [
  { name: 'Lavender & Sage', hex: '#a893bf' },
  { name: 'Cedar & Smoke', hex: '#6e5a4b' },
  { name: 'Fig & Honey', hex: '#b98aa0' },
  { name: 'Sea Salt', hex: '#8fb4c4' },
  { name: 'Orange Blossom', hex: '#e0a45c' },
  { name: 'Rosemary & Mint', hex: '#86a688' },
  { name: 'Vanilla Oat', hex: '#e3d2b0' },
];
const SIZES: OptionSpec = {
  propertyId: PROPERTY_FIRST_CUSTOM,
  name: 'Size',
  values: [
    { label: 'Tin, 100 g' },
    { label: 'Jar, 180 g', extraMinor: 700 },
    { label: 'Three-wick bowl, 400 g', extraMinor: 2200 },
  ],
};
const SCENT_CHOICE: OptionSpec = {
  propertyId: PROPERTY_FIRST_CUSTOM,
  name: 'Scent',
  values: [{ label: 'Lavender' }, { label: 'Cedar' }, { label: 'Fig' }, { label: 'Unscented' }],
};
const HEIGHT: OptionSpec = {
  propertyId: PROPERTY_SECOND_CUSTOM,
  name: 'Height',
  values: [{ label: '10 cm / 4"' }, { label: '15 cm / 6"', extraMinor: 500 }],
};
const COLOURS: readonly Finish[] = [
  { name: 'Ivory', hex: '#f0e8d6' },
  { name: 'Terracotta', hex: '#c1664a' },
  { name: 'Forest', hex: '#4f6b53' },
  { name: 'Ochre', hex: '#c89a4b' },
];
const base = {
  section: 'Candles & Scent',
  listingType: 'physical',
  personalizable: false,
  taxonomyId: 1020,
} as const;

export const CANDLES: readonly Family[] = [
  {
    ...base,
    key: 'SOY',
    shape: 'candle',
    finishes: SCENTS,
    title: '{finish} Soy Candle, {detail}',
    details: ['Hand Poured with Cotton Wick', 'Crackling Wooden Wick', 'Reusable Stoneware Cup'],
    facts:
      'Pure soy wax with essential oils, no paraffin. The 180 g jar burns for about 40 hours. Trim the wick to 5 mm.',
    materials: ['soy wax', 'essential oil', 'cotton wick'],
    tags: ['soy candle', 'scented candle', 'vegan candle', 'self care', 'home scent'],
    priceMinor: [1400, 1900],
    options: [SIZES],
  },
  {
    ...base,
    key: 'PIL',
    shape: 'pillar',
    finishes: COLOURS,
    title: '{finish} Pillar Candle, {detail} Beeswax',
    details: ['Ribbed', 'Twisted', 'Honeycomb'],
    facts:
      'Pure beeswax from a neighbour of ours; it smells faintly of honey. Burns for 30 to 45 hours.',
    materials: ['beeswax', 'cotton wick'],
    tags: ['pillar candle', 'beeswax candle', 'natural candle', 'table decor', 'honey'],
    priceMinor: [1600, 2200],
    options: [SCENT_CHOICE, HEIGHT],
  },
  {
    ...base,
    key: 'MEL',
    shape: 'melts',
    finishes: SCENTS,
    title: '{finish} Wax Melts, {detail}',
    details: ['Box of 6', 'Box of 12'],
    facts: 'Each melt gives about 8 hours of scent in any wax warmer. Soy wax, no dye.',
    materials: ['soy wax', 'essential oil'],
    tags: ['wax melts', 'soy wax', 'home fragrance', 'vegan', 'small gift'],
    priceMinor: [700, 1400],
    options: [],
  },
  {
    ...base,
    key: 'TLT',
    shape: 'melts',
    finishes: SCENTS.slice(0, 4),
    title: '{finish} Tealights, {detail}',
    details: ['Set of 8 in Glass Cups', 'Refill Pack of 24'],
    facts: 'Four hours each. The glass cups can be filled again: refills are in the shop.',
    materials: ['soy wax', 'glass'],
    tags: ['tealights', 'soy tealight', 'refill', 'candle set', 'wedding table'],
    priceMinor: [900, 1900],
    options: [],
  },
];
