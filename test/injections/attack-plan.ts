/** Which text carries which wish in which writing. The same numbers give the same attacks. */
import { ENCODINGS, type Encoding } from './encodings.js';
import { BUYERS_MESSAGES } from './texts/buyers-messages.js';
import { OWNER_VOICES, SYSTEM_VOICES } from './texts/imitations.js';
import { KNOWLEDGE_TEXTS, LISTING_TEXTS, NAMES } from './texts/shop-texts.js';
import { TO_THE_SELLERS_AGENT } from './texts/to-the-sellers-agent.js';
import { WISHES, type Targets, type Wish } from './wishes.js';

/** The way in. */
export const FAMILIES = [
  'message',
  'name',
  'listing',
  'knowledge',
  'system voice',
  'owner voice',
  "seller's agent",
] as const;
export type Family = (typeof FAMILIES)[number];

export interface Attack {
  family: Family;
  wish: Wish;
  encoding: Encoding;
  /** The whole text, once it is known what is aimed at. */
  text(targets: Targets): string;
}

const TEXTS: Record<Family, readonly string[]> = {
  message: BUYERS_MESSAGES,
  name: NAMES,
  listing: LISTING_TEXTS,
  knowledge: KNOWLEDGE_TEXTS,
  'system voice': SYSTEM_VOICES,
  'owner voice': OWNER_VOICES,
  "seller's agent": TO_THE_SELLERS_AGENT,
};

/** Every family begins elsewhere in the lists, so that few attacks of each still cover them. */
export function planAttacks(perFamily: number): Attack[] {
  return FAMILIES.flatMap((family, row) =>
    Array.from({ length: perFamily }, (_, index) => anAttack(family, row, index)),
  );
}

function anAttack(family: Family, row: number, index: number): Attack {
  const isName = family === 'name';
  const wishes = isName ? WISHES.filter((wish) => wish.short) : WISHES;
  const encodings = isName ? ENCODINGS.filter((encoding) => encoding.short) : ENCODINGS;
  const texts = TEXTS[family];
  const wish = wishes[(index + row * 7) % wishes.length];
  // A wish that comes again comes in another writing, and in another text.
  const round = Math.floor(index / wishes.length);
  const encoding = encodings[(index * 5 + row * 3 + round) % encodings.length];
  const text = texts[(index + round) % texts.length];
  if (!wish || !encoding || text === undefined) throw new Error('the lists are empty');
  return {
    family,
    wish,
    encoding,
    text: (targets) => text.replace('{wish}', () => encoding.write(wish.command(targets))),
  };
}
