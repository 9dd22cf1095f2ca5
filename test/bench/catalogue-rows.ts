/** Listings for the benches: made from an index, so that any number costs no memory; words follow the rules of a shop. */
import { createHash } from 'node:crypto';
import type { ListingSnapshot } from '#features/products';

const THINGS = [
  'mug',
  'vase',
  'bowl',
  'ring',
  'necklace',
  'candle',
  'scarf',
  'blanket',
  'notebook',
  'print',
  'basket',
  'lamp',
];
const LOOKS = [
  'blue',
  'green',
  'speckled',
  'rustic',
  'minimalist',
  'floral',
  'striped',
  'golden',
  'matte',
  'tiny',
];
const STUFFS = [
  'ceramic',
  'stoneware',
  'silver',
  'beeswax',
  'linen',
  'merino',
  'walnut',
  'glass',
  'leather',
  'brass',
];
/** One listing in 500 has one of these, so each word is in about 0.02 %. */
const RARE = [
  'moonstone',
  'zodiac',
  'hedgehog',
  'lavender',
  'kintsugi',
  'marigold',
  'octopus',
  'sagittarius',
  'terrarium',
  'wabisabi',
];

/** What every description says: words that nearly every listing has. */
const BOILERPLATE =
  'Each piece is handmade in our small studio with care and packed without plastic. Please allow a few days for making. Colours may differ a little from the pictures because every screen is different. Write to us about other sizes or a gift message. ';

/** The listing at an index; `version` changes its stock and price. */
export function listingAt(index: number, version = 0): ListingSnapshot {
  const thing = THINGS[index % THINGS.length] ?? '';
  const look = LOOKS[Math.floor(index / 7) % LOOKS.length] ?? '';
  const stuff = STUFFS[Math.floor(index / 3) % STUFFS.length] ?? '';
  const rare = index % 500 === 0 ? (RARE[Math.floor(index / 500) % RARE.length] ?? '') : '';
  const title = `${look} ${stuff} ${thing} ${rare}, No. ${index + 1}`.replace('  ', ' ');
  const description = `${title}. ${BOILERPLATE.repeat(6)}Goes well with a ${THINGS[(index * 5 + 3) % THINGS.length]} of ${STUFFS[(index * 7 + 1) % STUFFS.length]}.`;
  const listing = {
    etsyId: String(1_000_000_000 + index),
    title,
    description,
    priceMinor: 1_000 + (index % 97) * 50 + version,
    currency: 'USD',
    quantity: (index + version) % 9,
    state: index % 20 === 0 ? 'inactive' : index % 9 === 0 ? 'sold_out' : 'active',
    tags: [thing, look, stuff, `${look} ${thing}`, 'gift idea', 'handmade'].concat(
      rare === '' ? [] : [rare],
    ),
    skus: [`SKU-${index}`],
    images: [1, 2, 3].map((k) => ({
      url: `https://i.etsystatic.com/${index}/r/il/${k}/il_fullxfull.${index}${k}.jpg`,
      thumbnailUrl: `https://i.etsystatic.com/${index}/r/il/${k}/il_170x135.${index}${k}.jpg`,
      altText: title,
    })),
    variants: [],
    url: `https://www.etsy.com/listing/${1_000_000_000 + index}`,
  };
  const contentHash = createHash('sha256').update(JSON.stringify(listing)).digest('base64url');
  return {
    ...listing,
    contentHash,
    rawData: { listing_id: index, title, description },
    etsyUpdatedAt: null,
  };
}
