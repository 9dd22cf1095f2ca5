/** Jewellery, prints, paper and small wooden things. */
import {
  METALS,
  PAPERS,
  PROPERTY_FIRST_CUSTOM,
  PROPERTY_SECOND_CUSTOM,
  type Family,
  type Finish,
  type OptionSpec,
} from './vocabulary.js';

const CHAIN: OptionSpec = {
  propertyId: PROPERTY_FIRST_CUSTOM,
  name: 'Chain length',
  values: [{ label: '40 cm' }, { label: '45 cm' }, { label: '50 cm', extraMinor: 300 }],
};
const RING_SIZE: OptionSpec = {
  propertyId: PROPERTY_FIRST_CUSTOM,
  name: 'Ring size',
  values: ['5', '6', '7', '8', '9'].map((label) => ({ label: `US ${label}` })),
};
const PAPER_SIZE: OptionSpec = {
  propertyId: PROPERTY_FIRST_CUSTOM,
  name: 'Size',
  values: [{ label: 'A5' }, { label: 'A4', extraMinor: 800 }, { label: 'A3', extraMinor: 1900 }],
};
const FRAME: OptionSpec = {
  propertyId: PROPERTY_SECOND_CUSTOM,
  name: 'Frame',
  values: [{ label: 'No frame' }, { label: 'Oak frame', extraMinor: 2600 }],
};
const WOODS: readonly Finish[] = [
  { name: 'Oak', hex: '#b98d5c' },
  { name: 'Walnut', hex: '#6b4a34' },
  { name: 'Cherry', hex: '#a0583c' },
  { name: 'Olive Wood', hex: '#9b8148' },
];
const jewel = {
  section: 'Jewellery',
  listingType: 'physical',
  personalizable: false,
  finishes: METALS,
} as const;
const paper = {
  section: 'Prints & Paper',
  listingType: 'physical',
  personalizable: false,
  finishes: PAPERS,
} as const;
const wood = {
  section: 'Wood & Kitchen',
  listingType: 'physical',
  personalizable: true,
  finishes: WOODS,
} as const;

export const JEWELLERY: readonly Family[] = [
  {
    ...jewel,
    key: 'NCK',
    shape: 'necklace',
    taxonomyId: 1201,
    title: '{detail} Necklace in {finish}, Dainty Pendant',
    details: ['Willow Leaf', 'Crescent Moon', 'Pressed Fern', 'River Pebble'],
    facts: "The pendant is 12 mm long. Nickel free. Comes in a small box that's ready to give.",
    materials: ['silver', 'gold fill'],
    tags: ['necklace', 'pendant', 'dainty necklace', 'layering', 'bridesmaid gift'],
    priceMinor: [3400, 5600],
    options: [CHAIN],
  },
  {
    ...jewel,
    key: 'EAR',
    shape: 'earrings',
    taxonomyId: 1202,
    title: '{detail} Earrings, {finish}',
    details: ['Hammered Hoop', 'Clay Drop', 'Tiny Stud', 'Leaf Dangle'],
    facts: 'Light enough for all day: under 3 g a pair. Hypoallergenic posts.',
    materials: ['silver', 'gold fill', 'clay'],
    tags: ['earrings', 'hoop earrings', 'stud earrings', 'minimalist', 'gift for her'],
    priceMinor: [2200, 3900],
    options: [],
  },
  {
    ...jewel,
    key: 'RNG',
    shape: 'ring',
    taxonomyId: 1203,
    title: '{detail} Ring, {finish} Stacking Band',
    details: ['Hammered', 'Twisted', 'Twig', 'Plain 2 mm'],
    facts:
      'Made to your size. Between two sizes? Take the larger one. Resizing once is free within 60 days.',
    materials: ['silver', 'gold fill'],
    tags: ['ring', 'stacking ring', 'hammered ring', 'thin band', 'everyday ring'],
    priceMinor: [2800, 6400],
    options: [RING_SIZE],
  },
];

export const PAPER_AND_WOOD: readonly Family[] = [
  {
    ...paper,
    key: 'PRT',
    shape: 'print',
    taxonomyId: 1301,
    title: '{detail} Linocut Print in {finish}',
    details: ['Sleeping Fox', 'Winter Heron', 'Wild Carrot', 'Harbour at Dusk', 'Two Hares'],
    facts: 'Cut & printed by hand on 300 g cotton paper, signed and numbered. Sent flat.',
    materials: ['cotton paper', 'oil-based ink'],
    tags: ['linocut', 'art print', 'botanical print', 'wall art', 'signed print'],
    priceMinor: [2200, 3200],
    options: [PAPER_SIZE, FRAME],
  },
  {
    ...paper,
    key: 'CRD',
    shape: 'card',
    taxonomyId: 1302,
    title: 'Greeting Cards "{detail}", {finish}, Pack of 5',
    details: ['Thank You', 'Happy Birthday', 'Just Because', 'Mum & Dad'],
    facts: 'A6 folded cards with kraft envelopes, blank inside. Recycled board.',
    materials: ['recycled card'],
    tags: ['greeting cards', 'card set', 'thank you card', 'birthday card', 'stationery'],
    priceMinor: [900, 1400],
    options: [],
  },
  {
    ...paper,
    key: 'DIG',
    shape: 'print',
    taxonomyId: 1303,
    listingType: 'download',
    title: 'Printable {detail}, {finish}, Instant Download',
    details: ['Weekly Planner', 'Recipe Cards', 'Nursery Alphabet', 'Seed Packet Template'],
    facts: "A PDF for A4 and US Letter, ready right after you've paid. Nothing is sent by post.",
    materials: ['PDF'],
    tags: ['printable', 'digital download', 'instant download', 'pdf', 'planner'],
    priceMinor: [400, 900],
    options: [],
  },
  {
    ...wood,
    key: 'BRD',
    shape: 'board',
    taxonomyId: 1401,
    title: '{finish} Chopping Board, {detail}',
    details: ['with Juice Groove', 'Round with Handle', 'Serving Size'],
    facts:
      "About 35 x 22 cm, oiled with linseed. Engraving is possible: leave the text with your order. Don't soak it.",
    materials: ['hardwood', 'linseed oil'],
    tags: ['chopping board', 'cutting board', 'serving board', 'engraved', 'wedding gift'],
    priceMinor: [3600, 5900],
    options: [],
  },
  {
    ...wood,
    key: 'SPN',
    shape: 'spoon',
    taxonomyId: 1402,
    title: 'Hand Carved {finish} {detail}',
    details: ['Coffee Scoop', 'Cooking Spoon', 'Honey Dipper', 'Butter Knife'],
    facts: 'Carved from one piece & finished with walnut oil. Hand wash only.',
    materials: ['hardwood', 'walnut oil'],
    tags: ['wooden spoon', 'hand carved', 'coffee scoop', 'kitchen gift', 'spoon carving'],
    priceMinor: [1400, 2600],
    options: [],
  },
];
