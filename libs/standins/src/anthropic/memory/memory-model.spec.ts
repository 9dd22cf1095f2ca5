import { describe, expect, it } from 'vitest';
import { aProduct, catalogueTools, ShopChat } from '../demo/small-shop.factory.js';
import { memoryModel } from './memory-model.js';

const tools = catalogueTools([aProduct({ title: 'Moss Teapot', price: '68.00' })]);
const FACT = "Please remember that my dog's name is Rex.";
const QUESTION = "What is my dog's name?";

describe('memoryModel', () => {
  it('answers at turn 80 a fact from turn 3', async () => {
    const chat = new ShopChat(memoryModel, tools);
    for (let turn = 1; turn < 80; turn += 1) await chat.ask(turn === 3 ? FACT : `thanks ${turn}`);
    expect((await chat.ask(QUESTION)).text).toBe("my dog's name is Rex.");
  });

  it('does not know what the request does not hold', async () => {
    const told = new ShopChat(memoryModel, tools);
    await told.ask(FACT);
    const other = new ShopChat(memoryModel, tools);
    expect((await other.ask(QUESTION)).text).toBe("You have not told me what my dog's name is.");
  });

  it('takes the later fact where two disagree', async () => {
    const chat = new ShopChat(memoryModel, tools);
    await chat.ask(FACT);
    await chat.ask("Remember that my dog's name is Bello");
    expect((await chat.ask(QUESTION)).text).toContain('Bello');
  });

  it('sums up so that a new conversation knows the facts and the goods', async () => {
    const chat = new ShopChat(memoryModel, tools);
    await chat.ask(FACT);
    await chat.ask('Do you have a teapot?');
    const { text: summary } = await chat.ask('Summarise this conversation for a colleague.');
    expect(summary).toContain("- remember that my dog's name is Rex");
    expect(summary).toContain('- talked of: Moss Teapot, 68.00 USD');
    const next = new ShopChat(memoryModel, tools, `You answer for a shop.\n${summary}`);
    expect((await next.ask(QUESTION)).text).toContain('Rex');
  });

  it('keeps facts over several summaries', async () => {
    let system = 'You answer for a shop.';
    for (let round = 0; round < 3; round += 1) {
      const chat = new ShopChat(memoryModel, tools, system);
      await chat.ask(round === 0 ? FACT : `hello ${round}`);
      system = (await chat.ask('Summarise the conversation')).text;
    }
    const last = new ShopChat(memoryModel, tools, system);
    expect((await last.ask(QUESTION)).text).toContain('Rex');
  });

  it('sums up a transcript that comes as text, asked by the instructions', async () => {
    const chat = new ShopChat(memoryModel, {}, 'Summarise the conversation below in a few lines.');
    expect((await chat.ask(`buyer: ${FACT}\nagent: Noted.`)).text).toContain('Rex');
  });

  it('answers about goods as the demo model does', async () => {
    const chat = new ShopChat(memoryModel, tools);
    expect((await chat.ask('Do you have a teapot?')).text).toContain('$68.00');
  });
});
