import { describe, expect, it } from 'vitest';
import { demoModel } from './demo-model.js';
import { POTTERY } from './pottery-shop.factory.js';
import { catalogueTools, ShopChat } from './small-shop.factory.js';

const catalogue = catalogueTools(POTTERY);

describe('the demo model and what is more than text', () => {
  it('can only read text and says so', async () => {
    const chat = new ShopChat(demoModel, catalogue);
    chat.messages.push({ role: 'user', content: [{ type: 'image' }] });
    const { text } = await chat.ask('Do you have a mug like this?');
    expect(text).toMatch(/only read text[^]*Midnight Blue/);
  });

  it('does not take for the words of a buyer where the client keeps their picture', async () => {
    const chat = new ShopChat(demoModel, catalogue);
    const { text } = await chat.ask(
      'Do you have a mug?',
      '[Image: source: /session/tmp/claude-60912/-session-work/images/1.png]',
    );
    expect(text).toMatch(/Midnight Blue/);
    expect(text).not.toMatch(/AI assistant/);
  });

  it('says so too where the runtime tells of a voice message', async () => {
    const chat = new ShopChat(demoModel, catalogue);
    const { text } = await chat.ask(
      '[context] The writer sent a voice note. You cannot listen to it; ask them to write.',
    );
    expect(text).toMatch(/only read text/);
  });
});
