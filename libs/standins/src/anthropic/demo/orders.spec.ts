import { describe, expect, it } from 'vitest';
import { demoModel } from './demo-model.js';
import { LANGUAGES } from './languages/all-languages.js';
import { ORDER_PHRASES } from './languages/order-phrases.js';
import { POTTERY } from './pottery-shop.factory.js';
import { catalogueTools, ShopChat } from './small-shop.factory.js';

const SHIPPED = {
  state: 'shipped',
  partlyRefunded: false,
  orderedOn: '2026-11-16',
  expectedShipDate: null,
  shipments: [{ shippedOn: '2026-11-20', carrier: 'USPS', trackingCode: '9400111202555842610023' }],
  items: [{ title: 'Moss Stoneware Mug', quantity: 2 }],
  moreItems: 0,
};
const MADE = { ...SHIPPED, state: 'being_made', expectedShipDate: '2026-11-27', shipments: [] };

/** A shop whose order tool always answers the same. */
function chatWith(answer: unknown): ShopChat {
  return new ShopChat(demoModel, {
    ...catalogueTools(POTTERY),
    get_order_status: () => answer,
    request_human: () => ({ ok: true }),
  });
}

describe('the demo model and orders', () => {
  it('looks an order up when its number and postcode are given', async () => {
    const { text, calls, inputs } = await chatWith({ order: SHIPPED }).ask(
      'Hi! Where is my order 3300410023? It goes to 97205.',
    );
    expect(calls).toEqual(['get_order_status']);
    expect(inputs).toEqual([{ order_number: '3300410023', postcode: '97205' }]);
    expect(text).toBe(
      'Hi! Your order 3300410023 (2 × Moss Stoneware Mug) was sent on November 20. Carrier: USPS, tracking code: 9400111202555842610023.',
    );
  });

  it.each([
    ['Where is my parcel?', '3300410031 and the postcode is E8 3RL'],
    ['Where is my order 3300410031?', 'e8 3rl'],
    ['Wo bleibt meine Bestellung?', '3300410031, E8 3RL'],
  ])('asks for what is missing: “%s”, then “%s”', async (question, details) => {
    const chat = chatWith({ order: MADE });
    const asked = await chat.ask(question);
    expect(asked.calls).toEqual([]);
    expect(asked.text).toMatch(/order number.*postcode|Bestellnummer.*Postleitzahl/);
    const { calls, inputs, text } = await chat.ask(details);
    expect(calls).toEqual(['get_order_status']);
    expect(inputs[0]).toMatchObject({ order_number: '3300410031' });
    expect(text).toMatch(/paid and being made.*November 27|bezahlt und in Arbeit.*27\. November/);
  });

  it('passes on a wish to change where it goes, which looking cannot grant', async () => {
    const { calls } = await chatWith({ order: MADE }).ask(
      'Can I change the address of my order 3300410031?',
    );
    expect(calls).toEqual(['request_human']);
  });

  it('asks to look again when nothing fits, and takes the corrected postcode', async () => {
    const chat = chatWith({ order: null, outcome: 'no_match', message: '' });
    expect((await chat.ask('My order number is 3300410023, zip 97204')).text).toMatch(
      /can't find an order/,
    );
    const again = await chat.ask('sorry, 97205');
    expect(again.inputs).toEqual([{ order_number: '3300410023', postcode: '97205' }]);
  });

  it.each(['cannot_be_checked', 'too_many_checks', 'not_available'])(
    'passes it on when the tool says %s',
    async (outcome) => {
      const { calls, text } = await chatWith({ order: null, outcome, message: '' }).ask(
        'Where is my order 3300410023? Postcode 97205',
      );
      expect(calls).toEqual(['get_order_status', 'request_human']);
      expect(text).toMatch(/passed this on/);
    },
  );

  it('passes on what a person must do', async () => {
    const { calls } = await chatWith({ order: MADE }).ask('Please cancel my order 3300410031');
    expect(calls).toEqual(['request_human']);
  });

  it('still answers about goods in the same talk', async () => {
    const chat = chatWith({ order: MADE });
    await chat.ask('Where is my order?');
    expect((await chat.ask('Do you have a blue mug?')).text).toMatch(/Midnight Blue/);
  });

  it('has the same places to fill in every language', () => {
    const places = (phrase: string): string[] => (phrase.match(/\{\w+\}/g) ?? []).toSorted();
    for (const { id } of LANGUAGES) {
      for (const [name, english] of Object.entries(ORDER_PHRASES.en)) {
        const own = Object.entries(ORDER_PHRASES[id]).find(([key]) => key === name)?.[1] ?? '';
        expect([id, name, places(own)]).toEqual([id, name, places(english)]);
      }
    }
  });
});
