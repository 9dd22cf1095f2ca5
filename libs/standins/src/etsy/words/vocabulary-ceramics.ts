/** Ceramics of the demo shop. */
import {
  GLAZES,
  PROPERTY_COLOR,
  PROPERTY_FIRST_CUSTOM,
  type Family,
  type OptionSpec,
} from './vocabulary.js';

const CLAY = ['stoneware', 'lead-free glaze'];
const section = 'Ceramics & Tableware';
const base = {
  section,
  finishes: GLAZES,
  materials: CLAY,
  listingType: 'physical',
  personalizable: false,
} as const;

const SIZE_CUP: OptionSpec = {
  propertyId: PROPERTY_FIRST_CUSTOM,
  name: 'Size',
  values: [
    { label: 'Small, 250 ml' },
    { label: 'Medium, 350 ml', extraMinor: 400 },
    { label: 'Large, 450 ml', extraMinor: 800 },
  ],
};
const SET_OF: OptionSpec = {
  propertyId: PROPERTY_FIRST_CUSTOM,
  name: 'Set',
  values: [
    { label: 'Single' },
    { label: 'Set of 2', extraMinor: 2600 },
    { label: 'Set of 4', extraMinor: 7000 },
  ],
};
const DRIP_TRAY: OptionSpec = {
  propertyId: PROPERTY_FIRST_CUSTOM,
  name: 'Saucer',
  values: [{ label: 'Without saucer' }, { label: 'With saucer', extraMinor: 700 }],
};
const POT_COLOR: OptionSpec = {
  propertyId: PROPERTY_COLOR,
  name: 'Color',
  values: [{ label: 'White' }, { label: 'Green' }, { label: 'Black' }],
};

export const CERAMICS: readonly Family[] = [
  {
    ...base,
    key: 'MUG',
    shape: 'mug',
    taxonomyId: 1062,
    title: '{finish} Stoneware Mug with {detail}, Handmade Coffee Cup',
    details: ['Thumb Rest', 'Carved Fern', 'Wide Handle', 'Speckled Rim'],
    facts: 'Thrown on the wheel & fired to 1240 °C. About 9 cm tall. Dishwasher & microwave safe.',
    tags: ['mug', 'coffee cup', 'pottery mug', 'stoneware', 'gift for her'],
    priceMinor: [2400, 3400],
    options: [SIZE_CUP],
  },
  {
    ...base,
    key: 'TEA',
    shape: 'bowl',
    taxonomyId: 1063,
    title: '{finish} Tea Bowl, {detail} Yunomi Cup',
    details: ['Footed', 'Faceted', 'Tall', 'Ash Glazed'],
    facts:
      "Holds 180 ml, without a handle, so it warms your hands. Dishwasher safe; please don't use it on the hob.",
    tags: ['tea bowl', 'yunomi', 'tea cup', 'matcha', 'ceramic cup'],
    priceMinor: [1900, 2800],
    options: [],
  },
  {
    ...base,
    key: 'BWL',
    shape: 'bowl',
    taxonomyId: 1064,
    title: '{finish} Ceramic Serving Bowl, {detail} Salad Bowl',
    details: ['Rippled', 'Deep', 'Wide 28 cm', 'Pouring'],
    facts:
      '28 cm across & 9 cm deep, enough salad for six. Dishwasher safe and fine in an oven up to 180 °C.',
    tags: ['serving bowl', 'salad bowl', 'fruit bowl', 'pottery', 'wedding gift'],
    priceMinor: [5200, 7800],
    options: [],
  },
  {
    ...base,
    key: 'PLT',
    shape: 'plate',
    taxonomyId: 1065,
    title: '{finish} Dinner Plate with {detail}, 26 cm Stoneware Plate',
    details: ['Raw Edge', 'Carved Rim', 'Brushed Ring', 'Soft Lip'],
    facts: '26 cm across, stacks neatly. Dishwasher & microwave safe.',
    tags: ['dinner plate', 'stoneware plate', 'tableware', 'plates', 'rustic'],
    priceMinor: [2800, 3600],
    options: [SET_OF],
  },
  {
    ...base,
    key: 'VAS',
    shape: 'vase',
    taxonomyId: 1066,
    title: '{finish} Bud Vase, {detail} Ceramic Vase',
    details: ['Bottle', 'Round Belly', 'Ribbed', 'Long Neck'],
    facts: '14 cm tall with a 2 cm opening: made for one to five stems. Watertight.',
    tags: ['bud vase', 'ceramic vase', 'dried flowers', 'minimalist', 'home decor'],
    priceMinor: [2600, 4200],
    options: [],
  },
  {
    ...base,
    key: 'TPT',
    shape: 'teapot',
    taxonomyId: 1067,
    title: '{finish} Teapot with {detail}, 700 ml',
    details: ['Bamboo Handle', 'Side Handle', 'Built-in Strainer', 'Matching Lid'],
    facts:
      "Holds 700 ml, three good cups. The spout doesn't drip: we test every one. Hand wash, please.",
    tags: ['teapot', 'ceramic teapot', 'tea lover', 'tea set', 'handmade'],
    priceMinor: [6800, 8900],
    options: [],
  },
  {
    ...base,
    key: 'POT',
    shape: 'planter',
    taxonomyId: 1068,
    finishes: GLAZES.slice(0, 4),
    title: '{detail} Planter, {finish} Band, Indoor Plant Pot',
    details: ['Hanging', 'Low Bowl', 'Tall', 'Succulent'],
    facts: '12 cm across with a drainage hole. Frost-tender: please keep it indoors in winter.',
    tags: ['planter', 'plant pot', 'succulent pot', 'indoor plants', 'plant gift'],
    priceMinor: [2200, 3600],
    options: [POT_COLOR, DRIP_TRAY],
  },
  {
    ...base,
    key: 'BTR',
    shape: 'dish',
    taxonomyId: 1069,
    title: '{finish} Butter Dish with Lid, {detail}',
    details: ['Leaf Knob', 'Bird Knob', 'Plain Knob'],
    facts: 'Fits a 250 g block of butter. 17 x 10 cm. Dishwasher safe.',
    tags: ['butter dish', 'butter keeper', 'kitchen', 'pottery', 'hostess gift'],
    priceMinor: [3900, 4800],
    options: [],
  },
  {
    ...base,
    key: 'SOA',
    shape: 'dish',
    taxonomyId: 1070,
    title: '{finish} Soap Dish, {detail} with Drain Holes',
    details: ['Oval', 'Square', 'Pebble'],
    facts: '12 cm long; the ridges keep the soap dry. Goes well with a bar of olive soap.',
    tags: ['soap dish', 'bathroom', 'ceramic dish', 'zero waste', 'soap holder'],
    priceMinor: [1400, 2000],
    options: [],
  },
];
