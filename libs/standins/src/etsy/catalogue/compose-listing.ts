/**
 * Makes one believable listing from a family, a finish and a detail. Pure: the same recipe gives the same listing.
 * Used by the demo shop (all recipes chosen at once) and by bulk shops (recipe computed from the index).
 */
import { SeededRandom } from './seeded-random.js';
import {
  type ListingState,
  listingQuantity,
  type StandinInventory,
  type StandinListing,
  type StandinProduct,
  type StandinPropertyValue,
} from './standin-listing.js';
import {
  CLOSINGS,
  type Family,
  type Finish,
  OPENINGS,
  type OptionSpec,
} from '../words/vocabulary.js';

/** Everything that decides what a listing is. Times are seconds since 1970. */
export interface ListingRecipe {
  listingId: number;
  family: Family;
  finish: Finish;
  detail: string;
  /** Appended to the title of bulk listings, which would repeat otherwise. */
  suffix: string;
  sectionId: number;
  state: ListingState;
  createdAt: number;
  updatedAt: number;
  seed: number;
}

const RENEWAL_SECONDS = 120 * 86_400;
const PLAIN_TAXONOMY = 1;

/** Builds the listing of a recipe. */
export function composeListing(recipe: ListingRecipe): StandinListing {
  const { family, listingId, state } = recipe;
  const random = new SeededRandom(recipe.seed);
  const title = fill(family.title, recipe) + recipe.suffix;
  const basePriceMinor = roundPrice(random.int(family.priceMinor[0], family.priceMinor[1]));
  const inventory = composeInventory(recipe, basePriceMinor, random);
  const listing: StandinListing = {
    listingId,
    title,
    state,
    basePriceMinor,
    inventory,
    baseQuantity: state === 'sold_out' ? 0 : believableQuantity(random, false),
    description: describe(title, family, random),
    createdAt: recipe.createdAt,
    updatedAt: recipe.updatedAt,
    endingAt: recipe.updatedAt + (state === 'expired' ? 0 : RENEWAL_SECONDS),
    sectionId: recipe.sectionId,
    tags: [...family.tags, recipe.finish.name.toLowerCase().slice(0, 20)],
    materials: [...family.materials],
    listingType: family.listingType,
    isPersonalizable: family.personalizable,
    taxonomyId: family.taxonomyId || PLAIN_TAXONOMY,
    processingDays: family.listingType === 'download' ? null : [random.int(1, 3), random.int(4, 7)],
    favorers: random.int(0, 180),
    views: random.int(10, 4_000),
    images: composeImages(recipe, title, random),
  };
  return keepPromise(listing);
}

/** An active listing has something to sell, a sold out one has nothing. */
function keepPromise(listing: StandinListing): StandinListing {
  const first = listing.inventory?.products[0];
  if (listing.state === 'active' && listingQuantity(listing) === 0) {
    if (first) Object.assign(first, { quantity: 1, isEnabled: true });
    else listing.baseQuantity = 1;
  }
  if (listing.state === 'sold_out') listing.inventory?.products.forEach((p) => (p.quantity = 0));
  return listing;
}

function fill(template: string, { finish, detail }: ListingRecipe): string {
  return template.replace('{finish}', finish.name).replace('{detail}', detail);
}

function describe(title: string, family: Family, random: SeededRandom): string {
  const thing = (title.split(/,| with | in /)[0] ?? title).toLowerCase();
  return [
    random.pick(OPENINGS).replace('{thing}', thing),
    family.facts,
    random.pick(CLOSINGS),
  ].join('\n\n');
}

/** Prices that a person would write: whole, .50 or .95. */
function roundPrice(minor: number): number {
  return Math.floor(minor / 100) * 100 + ([0, 50, 95][minor % 3] ?? 0);
}

function believableQuantity(random: SeededRandom, mayBeZero: boolean): number {
  const dice = random.next();
  if (mayBeZero && dice < 0.12) return 0;
  if (dice < 0.2) return 1;
  return dice < 0.4 ? random.int(2, 3) : random.int(4, 24);
}

function composeInventory(
  recipe: ListingRecipe,
  basePriceMinor: number,
  random: SeededRandom,
): StandinInventory | null {
  const { options, key } = recipe.family;
  const untouched = random.chance(0.12);
  if (options.length === 0 && untouched) return null;
  const combinations = combine(options);
  const products = combinations.map((combination, k): StandinProduct => {
    const extraMinor = combination.reduce((sum, { value }) => sum + (value.extraMinor ?? 0), 0);
    return {
      productId: recipe.listingId * 100 + k,
      offeringId: recipe.listingId * 100 + k + 50,
      sku: skuOf(key, recipe, combination.length === 0 ? null : k + 1),
      propertyValues: combination.map(propertyValue),
      quantity:
        recipe.family.listingType === 'download'
          ? 999
          : believableQuantity(random, options.length > 0),
      isEnabled: options.length === 0 || random.chance(0.96),
      priceMinor: basePriceMinor + extraMinor,
    };
  });
  const varied = options.map((o) => o.propertyId);
  const dearer = options.filter((o) => o.values.some((v) => v.extraMinor)).map((o) => o.propertyId);
  return { products, priceOnProperty: dearer, quantityOnProperty: varied, skuOnProperty: varied };
}

interface ChosenValue {
  option: OptionSpec;
  index: number;
  value: OptionSpec['values'][number];
}

/** Every combination of the options' values; one empty combination when there is nothing to choose. */
function combine(options: readonly OptionSpec[]): ChosenValue[][] {
  return options.reduce<ChosenValue[][]>(
    (rows, option) =>
      rows.flatMap((row) =>
        option.values.map((value, index) => [...row, { option, index, value }]),
      ),
    [[]],
  );
}

function propertyValue({ option, index, value }: ChosenValue): StandinPropertyValue {
  return {
    propertyId: option.propertyId,
    propertyName: option.name,
    scaleId: null,
    valueIds: [option.propertyId * 10_000 + index + 1],
    values: [value.label],
  };
}

function skuOf(key: string, { finish, listingId }: ListingRecipe, variant: number | null): string {
  const colour = finish.name
    .replaceAll(/[^A-Za-z]/g, '')
    .slice(0, 3)
    .toUpperCase();
  const number = String(listingId % 100_000).padStart(5, '0');
  return variant === null ? `${key}-${colour}-${number}` : `${key}-${colour}-${number}-${variant}`;
}

function composeImages(
  recipe: ListingRecipe,
  title: string,
  random: SeededRandom,
): StandinListing['images'] {
  const accents = ['#f4efe6', '#efe7dc', '#e8eee9', '#f1e9ea', '#e9ecf1'];
  return Array.from({ length: random.int(1, 4) }, (_, k) => ({
    imageId: recipe.listingId * 10 + k,
    shape: recipe.family.shape,
    hex: recipe.finish.hex,
    accentHex: accents[k % accents.length] ?? '#f4efe6',
    altText: k === 0 ? title : `${title}, view ${k + 1}`,
  }));
}
