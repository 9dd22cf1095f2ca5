/** Scarves, blankets and other woven things. */
import {
  FABRICS,
  PROPERTY_COLOR,
  PROPERTY_FIRST_CUSTOM,
  type Family,
  type OptionSpec,
} from './vocabulary.js';

const COLOR: OptionSpec = {
  propertyId: PROPERTY_COLOR,
  name: 'Color',
  values: [{ label: 'Blue' }, { label: 'Green' }, { label: 'Grey' }, { label: 'Red' }],
};
const BODY_SIZE: OptionSpec = {
  propertyId: PROPERTY_FIRST_CUSTOM,
  name: 'Size',
  values: [{ label: 'S' }, { label: 'M' }, { label: 'L', extraMinor: 300 }],
};
const CUSHION_SIZE: OptionSpec = {
  propertyId: PROPERTY_FIRST_CUSTOM,
  name: 'Size',
  values: [
    { label: '40 x 40 cm' },
    { label: '50 x 50 cm', extraMinor: 600 },
    { label: '60 x 40 cm', extraMinor: 600 },
  ],
};
const base = {
  section: 'Textiles',
  listingType: 'physical',
  personalizable: false,
  finishes: FABRICS,
} as const;

export const TEXTILES: readonly Family[] = [
  {
    ...base,
    key: 'SCF',
    shape: 'scarf',
    taxonomyId: 1101,
    title: '{detail} Lambswool Scarf with {finish} Border',
    details: ['Herringbone', 'Checked', 'Waffle Weave', 'Plain'],
    facts: '180 x 30 cm, woven from Scottish lambswool. Hand wash cold & dry flat.',
    materials: ['lambswool'],
    tags: ['wool scarf', 'lambswool', 'winter scarf', 'woven scarf', 'unisex gift'],
    priceMinor: [4200, 5800],
    options: [COLOR],
  },
  {
    ...base,
    key: 'BLK',
    shape: 'blanket',
    taxonomyId: 1102,
    title: '{finish} Throw Blanket, {detail}',
    details: ['Merino Waffle', 'Recycled Wool', 'Cotton Honeycomb'],
    facts: '130 x 180 cm with a short fringe. Warm without weight; machine wash at 30 °C on wool.',
    materials: ['wool', 'cotton'],
    tags: ['throw blanket', 'wool throw', 'sofa throw', 'cosy home', 'housewarming'],
    priceMinor: [8900, 12900],
    options: [],
  },
  {
    ...base,
    key: 'APR',
    shape: 'apron',
    taxonomyId: 1103,
    personalizable: true,
    title: '{finish} Linen Apron, {detail}',
    details: ['Cross Back', 'Half Waist', 'With Leather Straps'],
    facts:
      'Washed European linen with two pockets. We can embroider a name: tell us which when you order.',
    materials: ['linen'],
    tags: ['linen apron', 'cross back apron', 'baker gift', 'kitchen apron', 'personalised'],
    priceMinor: [3800, 5200],
    options: [BODY_SIZE],
  },
  {
    ...base,
    key: 'CSH',
    shape: 'cushion',
    taxonomyId: 1104,
    title: '{finish} Cushion Cover, {detail}',
    details: ['Block Printed Leaves', 'Stonewashed Linen', 'Tufted Stripes', 'Corduroy'],
    facts: "Cover only, with a hidden zip; the inner isn't included. Wash at 30 °C.",
    materials: ['linen', 'cotton'],
    tags: ['cushion cover', 'pillow cover', 'linen cushion', 'boho', 'living room'],
    priceMinor: [2600, 3900],
    options: [CUSHION_SIZE],
  },
  {
    ...base,
    key: 'TWL',
    shape: 'towel',
    taxonomyId: 1105,
    title: '{finish} Tea Towel, {detail} Kitchen Towel',
    details: ['Striped Linen', 'Waffle Cotton', 'Hand Printed'],
    facts: '50 x 70 cm with a hanging loop. Gets softer & more thirsty with each wash.',
    materials: ['linen'],
    tags: ['tea towel', 'linen towel', 'kitchen towel', 'dish towel', 'zero waste'],
    priceMinor: [1200, 1800],
    options: [],
  },
  {
    ...base,
    key: 'TOT',
    shape: 'bag',
    taxonomyId: 1106,
    personalizable: true,
    title: '{detail} Canvas Tote Bag with {finish} Lining',
    details: ['Market', 'Zipped', 'Mother\'s Day "Bloom"', 'Heavyweight'],
    facts: '38 x 42 cm, 12 oz cotton canvas, long straps that stay on the shoulder.',
    materials: ['cotton canvas'],
    tags: ['tote bag', 'canvas bag', 'market bag', 'shopper', 'book bag'],
    priceMinor: [1800, 2900],
    options: [],
  },
];
