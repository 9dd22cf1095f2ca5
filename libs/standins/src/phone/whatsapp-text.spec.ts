import { describe, expect, it } from 'vitest';
import { whatsappText } from './page/whatsapp-text.js';

describe("WhatsApp's marks on the phone", () => {
  it('become entities of the text without them', () => {
    expect(whatsappText('The *Blue Mug* is _in stock_, ~$9~ $7')).toEqual({
      text: 'The Blue Mug is in stock, $9 $7',
      entities: [
        { type: 'bold', offset: 4, length: 8 },
        { type: 'italic', offset: 16, length: 8 },
        { type: 'strikethrough', offset: 26, length: 2 },
      ],
    });
  });

  it('may stand in one another', () => {
    expect(whatsappText('so *very _much_ so*')).toEqual({
      text: 'so very much so',
      entities: [
        { type: 'bold', offset: 3, length: 12 },
        { type: 'italic', offset: 8, length: 4 },
      ],
    });
  });

  it('are left alone in addresses, sums, lists and code', () => {
    const texts = ['https://e.com/listing/1_2_3', '2 * 3 * 4', '* one\n* two', 'a*b*c'];
    expect(texts.map((text) => whatsappText(text))).toEqual(
      texts.map((text) => ({ text, entities: [] })),
    );
    expect(whatsappText('```*not bold*```')).toEqual({
      text: '*not bold*',
      entities: [{ type: 'code', offset: 0, length: 10 }],
    });
  });
});
