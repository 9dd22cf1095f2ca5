/** Words that mean each other's goods or colours: shops write "Midnight Blue" and "Moss", buyers "blue" and "green". */
import { fold, singular, wordsOf } from './fold-text.js';

const COLOUR_FAMILIES: Record<string, string> = {
  blue: 'blue navy indigo midnight ink azure cobalt denim teal turquoise',
  green: 'green moss sage forest olive emerald mint jade teal',
  red: 'red crimson scarlet burgundy ruby cherry',
  yellow: 'yellow mustard honey ochre lemon gold amber',
  grey: 'grey gray charcoal dove slate silver',
  pink: 'pink blush rose',
  purple: 'purple plum lilac lavender violet aubergine',
  orange: 'orange terracotta rust amber',
  brown: 'brown walnut chestnut chocolate rust oak',
  white: 'white ivory cream oatmeal',
  beige: 'beige natural oatmeal sand cream ivory',
  black: 'black charcoal ebony',
  navy: 'navy midnight indigo',
  cream: 'cream ivory oatmeal',
};

const THING_FAMILIES: Record<string, string> = {
  cup: 'cup mug',
  mug: 'mug cup',
  jewelry: 'necklace earring ring bracelet pendant',
  jewellery: 'necklace earring ring bracelet pendant',
  pottery: 'stoneware ceramic mug bowl plate vase teapot cup dish planter',
  ceramic: 'stoneware ceramic mug bowl plate vase teapot cup dish planter',
  pot: 'pot planter teapot',
  planter: 'planter pot',
  pillow: 'pillow cushion',
  cushion: 'cushion pillow',
  picture: 'picture print poster',
  poster: 'poster print',
  bag: 'bag tote purse',
  card: 'card',
  towel: 'towel',
  blanket: 'blanket throw',
  light: 'candle tealight lamp light',
  dish: 'dish plate bowl',
  wood: 'wood wooden walnut oak cherry olive',
  wooden: 'wood wooden walnut oak cherry olive',
};
/** Words that say what goods are made of or meant for, and are no goods of their own beside others. */
const ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    'silver gold brass linen wool leather wood wooden oak walnut cherry olive ceramic ceramics pottery ' +
    'stoneware cotton glass fabric yarn gift set handmade lavender fox tea coffee'
  ).split(' '),
);
/** Words that fit any goods. */
const FITS_ALL: ReadonlySet<string> = new Set(['gift', 'set', 'handmade', 'decoration']);

/** What comes in a vessel is none: a candle in a stoneware cup is not what who asks for mugs looks for. */
const VESSELS: ReadonlySet<string> = new Set('mug cup bowl dish tumbler'.split(' '));
const POURED = ['candle', 'tealight', 'melt'];

/** The words of a text in the singular. */
export function stemsOf(text: string): Set<string> {
  return new Set(
    wordsOf(fold(text)).flatMap((word) => [singular(word), ...word.split('-').map(singular)]),
  );
}

/** Whether a word alone names goods: a mug, not silver. */
export function isGoodsWord(word: string): boolean {
  return !ATTRIBUTES.has(word);
}

/** Words that narrow a search; "gift" would only shut goods out. */
export function isSearchable(word: string): boolean {
  return !FITS_ALL.has(word);
}

/** Whether a text names a thing or one of its kind. */
export function namesThing(stems: ReadonlySet<string>, noun: string): boolean {
  const stem = singular(noun);
  if (VESSELS.has(stem) && POURED.some((poured) => stems.has(poured))) return false;
  if (FITS_ALL.has(stem) || stems.has(stem)) return true;
  // Lambswool is wool; an earring is no ring.
  if (ATTRIBUTES.has(stem) && [...stems].some((other) => other.endsWith(stem))) return true;
  return (THING_FAMILIES[stem]?.split(' ') ?? []).some((kin) => stems.has(kin));
}

/** Whether a text names a colour or a shade of it. */
export function namesColour(stems: ReadonlySet<string>, colour: string): boolean {
  return (COLOUR_FAMILIES[colour]?.split(' ') ?? [colour]).some((shade) => stems.has(shade));
}

/** What to search for when a word itself finds nothing. */
export function kinOf(noun: string): string | undefined {
  return THING_FAMILIES[singular(noun)]?.split(' ').find((kin) => kin !== singular(noun));
}
