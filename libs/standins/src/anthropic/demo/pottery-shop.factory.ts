/** For specs: the goods of a small pottery, one of each kind of trouble. */
import { aProduct, aVariant, type ShopProduct, type ShopTool } from './small-shop.factory.js';

export const BLUE_MUG = aProduct({
  title: 'Midnight Blue Stoneware Mug with Thumb Rest, Handmade Coffee Cup',
  price: '32.00',
  description:
    'A mug for slow mornings.\n\nIt holds 350 ml and is 9 cm tall. Dishwasher and microwave safe.\n\nPacked without plastic.',
  variants: [aVariant({ Size: 'Small' }, 3, '32.00'), aVariant({ Size: 'Large' }, 2, '36.00')],
});
export const GREEN_MUG = aProduct({
  title: 'Moss Stoneware Mug with Wide Handle, Handmade Coffee Cup',
  price: '30.00',
  quantity: 2,
});
const SOLD_OUT_MUG = aProduct({
  title: 'Rust Stoneware Mug with Carved Fern, Handmade Coffee Cup',
  price: '34.50',
  quantity: 0,
  state: 'sold_out',
});
export const TEAPOT = aProduct({
  title: 'Sea Green Teapot with Bamboo Handle, 700 ml',
  price: '68.00',
  quantity: 1,
});
const LAVENDER_CANDLE = aProduct({
  title: 'Lavender &amp; Sage Soy Candle, Hand Poured with Cotton Wick',
  price: '18.00',
  quantity: 20,
  variants: [aVariant({ Size: '120 ml' }, 10, '18.00'), aVariant({ Size: '250 ml' }, 10, '26.00')],
});
export const SALT_CANDLE = aProduct({
  title: 'Sea Salt Soy Candle, Crackling Wooden Wick',
  price: '19.50',
  quantity: 4,
});
const APRON = aProduct({
  title: 'Linen Apron, Cross Back',
  price: '44.00',
  quantity: 8,
  variants: [
    aVariant({ Color: 'Indigo', Size: 'S' }),
    aVariant({ Color: 'Indigo', Size: 'M' }, 0),
    aVariant({ Color: 'Natural', Size: 'M' }),
  ],
});
export const NECKLACE = aProduct({
  title: 'Willow Leaf Necklace in Sterling Silver, Dainty Pendant',
  price: '48.00',
  quantity: 6,
  description: 'A leaf on a chain. Made of 925 silver. The pendant is 18 mm long.',
});
const EARRINGS = aProduct({
  title: 'Leaf Dangle Earrings, Brass',
  price: '27.00',
  quantity: 3,
  tags: ['gift for her'],
});
const PRINT = aProduct({
  title: 'Sleeping Fox Linocut Print in Ink Blue',
  price: '25.00',
  quantity: null,
});
const DRAFT = aProduct({ title: 'Unfinished Lantern', state: 'draft' });

/** All goods. */
export const POTTERY: ShopProduct[] = [
  BLUE_MUG,
  GREEN_MUG,
  SOLD_OUT_MUG,
  TEAPOT,
  LAVENDER_CANDLE,
  SALT_CANDLE,
  APRON,
  NECKLACE,
  EARRINGS,
  PRINT,
  DRAFT,
];

/** The tools that a shop may offer beside its catalogue. */
export const SHOP_TOOLS: Record<string, ShopTool> = {
  get_shop_info: () => ({
    name: 'WillowAndClay',
    policies: {
      shipping:
        'Orders leave the studio within 3 business days. To Europe parcels take 8 to 14 days.',
      returns: 'Returns are accepted within 30 days.',
      additional: 'Wholesale and custom orders are welcome.',
    },
  }),
  search_knowledge: (input) => ({
    results: /gift|wrap/i.test(JSON.stringify(input))
      ? [{ question: 'Do you wrap gifts?', answer: 'Yes, gift wrapping is free.' }]
      : [],
  }),
  get_purchase_link: () => ({ url: 'https://www.etsy.com/listing/99?utm=chat' }),
  take_custom_request: () => ({ taken: true }),
  ask_shop: () => ({ asked: true }),
  request_human: () => ({ requested: true }),
};
