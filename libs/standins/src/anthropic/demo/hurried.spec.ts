import { describe, expect, it } from 'vitest';
import { demoModel } from './demo-model.js';
import { BLUE_MUG, NECKLACE, POTTERY, SHOP_TOOLS } from './pottery-shop.factory.js';
import { aProduct, catalogueTools, ShopChat } from './small-shop.factory.js';

const CANDLE_IN_A_CUP = aProduct({ title: 'Lavender & Sage Soy Candle, Reusable Stoneware Cup' });
const VASES = Array.from({ length: 25 }, (_, index) =>
  aProduct({ title: `Bud Vase No. ${index + 1}`, price: `${60 - index}.00` }),
);
const tools = { ...SHOP_TOOLS, ...catalogueTools([...POTTERY, CANDLE_IN_A_CUP, ...VASES]) };

/** What the last of some turns came to; a turn may be several messages. */
async function lastOf(...turns: string[][]): ReturnType<ShopChat['ask']> {
  const chat = new ShopChat(demoModel, tools);
  const [first = [], ...rest] = turns;
  let answered = await chat.ask(...first);
  for (const turn of rest) answered = await chat.ask(...turn);
  return answered;
}

describe('what hurried buyers write', () => {
  it('passes a whole question on that nobody has answered yet, and no scrap of one', async () => {
    const asked = await lastOf(['Is the glaze food safe?']);
    expect(asked.calls).toContain('ask_shop');
    expect((await lastOf(['glaze ok?'])).calls).not.toContain('ask_shop');
  });

  it('takes a candle in a cup for no mug, whatever it smells of', async () => {
    const { text } = await lastOf(['do you have a sage green mug?']);
    expect(text).toMatch(/comes closest:\n1\. Moss Stoneware Mug/);
    expect(text).not.toMatch(/Candle/);
  });

  it.each(['no, smaller', 'too big, smaller?', 'got it larger?'])(
    'tells the sizes on “%s”',
    async (wish) => {
      const { text } = await lastOf(['do you have a blue mug?'], [wish]);
      expect(text).toMatch(/Size: Small \/ Large/);
    },
  );

  it('takes “no the large one” for a wish', async () => {
    expect((await lastOf(['blue mug'], ['no the large one'])).text).toMatch(
      /comes in Large: \$36\.00/,
    );
  });

  it.each([
    [['what is your cheapest vase?']],
    [['vase', 'the cheapest one?']],
    [['vase', 'cheaper?', 'cheapest']],
    [['Habt ihr Vasen?', 'was kostet die günstigste?']],
  ])('names the cheapest of all, beyond the ten that a search shows: %j', async (turns) => {
    expect((await lastOf(...turns.map((turn) => [turn]))).text).toMatch(
      /Bud Vase No\. 25.*36[.,]00/,
    );
  });

  it('names the cheapest of two that it has just shown', async () => {
    expect((await lastOf(['which mugs do you have?'], ['cheapest'])).text).toMatch(
      /Moss.*\$30\.00/,
    );
  });

  it('gives the link on “ok i take it”', async () => {
    const { text } = await lastOf(['do you have a teapot?'], ['ok i take it']);
    expect(text).toMatch(/Sea Green Teapot.*here:\nhttps:/);
  });

  it('answers a question that comes in several messages once', async () => {
    const { text } = await lastOf(['hi', 'do you have', 'teapots?']);
    expect(text).toMatch(/^Hi! Yes, (?:we have )?“Sea Green Teapot/);
    expect(text).not.toMatch(/Which product/);
  });

  it('says what a product measures', async () => {
    expect((await lastOf(['blue mug'], ["what's the size of it"])).text).toMatch(/9 cm tall/);
  });

  it('asks the shop where it is', async () => {
    expect((await lastOf(['where are you'])).calls).toContain('ask_shop');
  });

  it.each(['¿y en plateado?', 'e em prateado?', 'und in silbern?'])(
    'knows metals as colours: “%s”',
    async (wish) => {
      const chat = new ShopChat(demoModel, tools);
      await chat.ask(wish.startsWith('¿') ? '¿Tienen collares?' : 'necklace');
      expect((await chat.ask(wish)).text).toContain(NECKLACE.title);
    },
  );
});

describe('languages that it does not speak', () => {
  it.each([
    ['Dzień dobry, czy macie niebieski kubek?', /^Przepraszam.*angielski.*turecki$/],
    ['ile kosztuje?', /^Przepraszam/],
    ['こんにちは、青いマグカップはありますか？', /日本語はまだ分かりません。.*英語/],
    ['有蓝色的杯子吗？', /^抱歉/],
    ['파란 머그컵 있나요?', /^죄송/],
    ['Привет, есть синие кружки?', /^Извините/],
    ['Привіт, чи є у вас сині чашки?', /^Вибачте/],
    ['هل عندكم كوب ازرق', /^عذر/],
    ['มีแก้วสีฟ้าไหม', /^I'm sorry, I don't understand that language/],
  ])('says so in its own words: “%s”', async (question, said) => {
    const { text, calls } = await lastOf([question]);
    expect(text).toMatch(said);
    expect(calls).toEqual([]);
  });

  it('does not take a language that it speaks for one of them', async () => {
    expect((await lastOf(['merhaba, çaydanlık ile mum var mı'])).text).not.toMatch(/^Przepraszam/);
    expect((await lastOf(['👍'])).text).toMatch(/^You're/);
    expect((await lastOf(['blue mug'])).text).toContain(BLUE_MUG.title);
  });
});
