import { describe, expect, it } from 'vitest';
import { aProduct, catalogueTools, ShopChat } from './demo/small-shop.factory.js';
import { instantModel } from './instant-model.js';

describe('instantModel', () => {
  it('calls one tool and repeats the question with what it found', async () => {
    const tools = catalogueTools([aProduct({ title: 'Blue mug', price: '9.00' })]);
    const answered = await new ShopChat(instantModel, tools).ask('mug');
    expect(answered.calls).toEqual(['search_products']);
    expect(answered.text).toBe('You asked: mug\nBlue mug, 9.00');
  });

  it('answers at once where no tool is offered', async () => {
    const answered = await new ShopChat(instantModel, {}).ask('one', 'two');
    expect(answered).toMatchObject({ calls: [], text: 'You asked: one | two' });
  });
});
