import { describe, expect, it } from 'vitest';
import { demoModel } from '../demo-model.js';
import { POTTERY, TEAPOT } from '../pottery-shop.factory.js';
import { catalogueTools, ShopChat } from '../small-shop.factory.js';
import { proposalInput } from './proposal-input.js';

const tools = {
  ...catalogueTools(POTTERY),
  inventory_report: () => ({
    asOf: '2026-11-23T10:00:00Z',
    active: 9,
    lowStock: [{ id: TEAPOT.id, title: TEAPOT.title, quantity: 1 }],
    soldOut: [],
  }),
  list_conversations: () => ({
    conversations: [{ id: 'cnv_0123456789', buyer: 'Ann', lastMessage: 'Hi' }],
  }),
  propose_price: (input: Record<string, unknown>) => ({ proposed: input }),
  propose_stock: (input: Record<string, unknown>) => ({ proposed: input }),
  propose_listing_update: (input: Record<string, unknown>) => ({ proposed: input }),
};

describe('the demo model for the seller', () => {
  it.each([
    [
      'What is running low?',
      'inventory_report',
      /Low stock: 1\n {2}• Sea Green Teapot.*quantity 1/,
    ],
    ['give me an inventory overview', 'inventory_report', /Active: 9/],
    ['Which buyers are waiting?', 'list_conversations', /Ann \(last message Hi\)/],
  ])('answers “%s” from %s', async (question, tool, said) => {
    const { calls, text } = await new ShopChat(demoModel, tools).ask(question);
    expect(calls).toEqual([tool]);
    expect(text).toMatch(said);
    expect(text).not.toMatch(/cnv_|prod_/);
  });

  it.each([
    ['Set the price of the sea green teapot to $70', 'propose_price', { price: '70.00' }],
    ['change the stock of the sea green teapot to 4', 'propose_stock', { quantity: 4 }],
    [
      'rename the sea green teapot to "Big Green Teapot"',
      'propose_listing_update',
      { title: 'Big Green Teapot' },
    ],
  ])('proposes: “%s”', async (wish, tool, input) => {
    const { calls, inputs, text } = await new ShopChat(demoModel, tools).ask(wish);
    expect(calls).toEqual(['search_products', tool]);
    expect(inputs[1]).toMatchObject({ id: TEAPOT.id, ...input });
    expect(text).toMatch(/Nothing changes until you approve it/);
  });

  it('asks which product is meant rather than propose for the wrong one', async () => {
    const { calls, text } = await new ShopChat(demoModel, tools).ask(
      'set the price of the soy candle to 20',
    );
    expect(calls).toEqual(['search_products']);
    expect(text).toMatch(/Which one do you mean/);
  });

  it('says what it can do for the seller where it does not understand', async () => {
    const { text } = await new ShopChat(demoModel, tools).ask('what sold best?');
    expect(text).toMatch(/report on your inventory/);
  });

  it('does not propose for a buyer, who has no such tool', async () => {
    const { calls } = await new ShopChat(demoModel, catalogueTools(POTTERY)).ask(
      'Set the price of the sea green teapot to $1',
    );
    expect(calls.filter((call) => call.startsWith('propose'))).toEqual([]);
  });

  it('fills the fields that the tool names', () => {
    const properties = {
      product_id: { type: 'string' },
      priceCents: { type: 'integer' },
      note: { type: 'string' },
    };
    const tool = { name: 'mcp__shop__propose_price', input_schema: { type: 'object', properties } };
    expect(proposalInput(tool, { id: 'prod_1', price: '70.00', reason: 'why' })).toEqual({
      product_id: 'prod_1',
      priceCents: 7_000,
      note: 'why',
    });
  });
});
