import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHtml } from './format-html.js';

const TAG = /<(\/?)([a-z]+)(?: href="[^"<>]*")?>/g;

/** What Telegram demands: only known tags, closed in order, and no stray markup character. */
function expectWellFormed(html: string): void {
  const open: string[] = [];
  for (const [, slash, name] of html.matchAll(TAG)) {
    expect(['b', 'i', 's', 'a', 'code', 'pre']).toContain(name);
    if (slash === '') open.push(name!);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
  expect(html.replaceAll(TAG, '')).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/);
}

const pieces = fc.constantFrom(
  '**',
  '*',
  '_',
  '~~',
  '`',
  '```',
  '[a](https://e.com/?a=1&b="2")',
  '<b>',
  '&amp;',
  '# ',
  '- ',
  '\n',
  ' ',
  'word',
  '](',
  '[',
  '\uE000',
  '\uE0000\uE001',
  '7',
);

describe('formatHtml', () => {
  it('is well-formed for whatever a model writes', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (list) =>
        expectWellFormed(formatHtml(list.join(''))),
      ),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => expectWellFormed(formatHtml(text))),
    );
  });

  it.each([
    ['**Blue mug** is *in stock*', '<b>Blue mug</b> is <i>in stock</i>'],
    ['_very_ nice, ~~$30~~ $24', '<i>very</i> nice, <s>$30</s> $24'],
    ['## Sizes\n- S\n* M', '<b>Sizes</b>\n• S\n• M'],
    [
      'see [the listing](https://www.etsy.com/listing/1?a=b&c=d)',
      'see <a href="https://www.etsy.com/listing/1?a=b&amp;c=d">the listing</a>',
    ],
    ['`a < b` and ```js\nx && y\n```', '<code>a &lt; b</code> and <pre>x &amp;&amp; y</pre>'],
    ['**a *b* c**', '<b>a <i>b</i> c</b>'],
  ])('renders %s', (text, html) => expect(formatHtml(text)).toBe(html));

  it.each([['5 * 3 * 2 = 30'], ['snake_case_name'], ['[click](javascript:alert(1))'], ['2 ** 3']])(
    'leaves %s as it was typed',
    (text) => expect(formatHtml(text)).toBe(text),
  );
});
