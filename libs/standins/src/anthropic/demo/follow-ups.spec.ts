import { describe, expect, it } from 'vitest';
import { demoModel } from './demo-model.js';
import { BLUE_MUG, GREEN_MUG, POTTERY, SALT_CANDLE } from './pottery-shop.factory.js';
import { catalogueTools, ShopChat } from './small-shop.factory.js';

const tools = catalogueTools(POTTERY);

/** What the last of some turns came to. */
async function lastOf(...turns: string[]): ReturnType<ShopChat['ask']> {
  const chat = new ShopChat(demoModel, tools);
  let answered = await chat.ask(turns[0] ?? '');
  for (const turn of turns.slice(1)) answered = await chat.ask(turn);
  return answered;
}

describe('follow-up questions', () => {
  it('takes “it” for the product of the turn before and looks at it anew', async () => {
    const { text, inputs } = await lastOf('do you have a blue mug?', 'how much is it?');
    expect(inputs).toEqual([{ id: BLUE_MUG.id }]);
    expect(text).toMatch(/Midnight Blue.*\$32\.00 to \$36\.00/);
  });

  it('still knows the product after small talk', async () => {
    const { text } = await lastOf(
      'do you have a teapot?',
      'thanks!',
      'are you a bot?',
      'send me the link',
    );
    expect(text).toMatch(/Sea Green Teapot.*here:\nhttps:/);
  });

  it('looks for another product when the one at hand does not come in the colour', async () => {
    const { text } = await lastOf('do you have a blue mug?', 'do you have this in green?');
    expect(text).toMatch(/doesn't come in green/);
    expect(text).toMatch(/this might suit you:\n1\. Moss Stoneware Mug/);
  });

  it('then takes the offered one for “it”', async () => {
    const { inputs } = await lastOf('do you have a blue mug?', 'and in green?', 'how much is it?');
    expect(inputs).toEqual([{ id: GREEN_MUG.id }]);
  });

  it('knows variants of the product at hand', async () => {
    expect((await lastOf('linen apron', 'in size M?')).text).toMatch(/comes in Natural, M/);
    expect((await lastOf('linen apron', 'which colours?')).text).toMatch(
      /Color: Indigo \/ Natural/,
    );
  });

  it('finds “the second one”', async () => {
    const { inputs, text } = await lastOf('soy candles', 'how much is the second one?');
    expect(inputs).toEqual([{ id: SALT_CANDLE.id }]);
    expect(text).toMatch(/Sea Salt.*\$19\.50/);
  });

  it('finds a product of the talk by its name', async () => {
    const { inputs } = await lastOf(
      'soy candles',
      'do you have teapots?',
      'is the sea salt candle in stock?',
    );
    expect(inputs).toEqual([{ id: SALT_CANDLE.id }]);
  });

  it('finds “the … one” by a word of its title', async () => {
    const { text } = await lastOf('soy candles', 'the crackling one, is it in stock?');
    expect(text).toMatch(/Sea Salt.*4 in stock/);
  });

  it('asks which one where several were shown and one is meant', async () => {
    const { text } = await lastOf('soy candles', 'what is it made of?');
    expect(text).toMatch(/Which product do you mean[^]*1\. Lavender[^]*2\. Sea Salt/);
  });

  it('narrows the last search by colour and by price', async () => {
    expect((await lastOf('do you have mugs?', 'in blue?')).text).toMatch(/Midnight Blue/);
    expect((await lastOf('do you have mugs?', 'under $31?')).text).toMatch(
      /Moss Stoneware.*\$30\.00/,
    );
  });

  it('takes how long a candle burns for no question of shipping', async () => {
    const { calls } = await lastOf('sea salt candle', 'how long does it burn?');
    expect(calls).toEqual(['get_product']);
  });

  it('finds cheaper ones, and says when there are none', async () => {
    expect((await lastOf('sea salt candle', 'anything cheaper?')).text).toMatch(/Lavender/);
    expect((await lastOf('soy candles', 'anything cheaper?')).text).toMatch(/nothing cheaper/);
  });

  it('answers price and stock of one product once', async () => {
    const { text } = await lastOf('How much is the sea green teapot? Is it in stock?');
    expect(text.match(/Sea Green Teapot/g)).toHaveLength(1);
  });

  it('answers the second question of a message about the product of the first', async () => {
    const { text } = await lastOf('Do you have a blue mug? Is it microwave safe?');
    expect(text).toMatch(/\$32\.00[^]*microwave safe/);
  });
});
