import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ID_PREFIXES, newId } from '#platform/ids';
import { sealOf } from './agent-seal.js';
import { canonicalLink, linksIn } from './links.js';
import { filterAnswer, type OutboundRules } from './outbound-filter.js';

const SEAL = sealOf('a secret of the installation', newId('agt'));
const MUG = 'https://www.etsy.com/listing/1234567890/blue-mug';
const RULE =
  'Facts about products, prices and stock come only from your tools. Look up before you answer.';
const RULES: OutboundRules = {
  canaries: [SEAL],
  instructions: [RULE],
  allowedLinks: [MUG, 'https://blue-kiln.example/care'],
};

function cleaned(text: string): string {
  const verdict = filterAnswer(text, RULES);
  return verdict.ok ? verdict.text : `refused: ${verdict.reason}`;
}

describe('the last look at an answer', () => {
  it.each([
    'Yes! The Blue Mug is 28.00 USD, 3 left: https://www.etsy.com/listing/1234567890/blue-mug',
    'It holds 0.3 l, i.e. about 10 oz. We ship in 1-3 days.And yes, gift wrap too :)',
    'Größe M/L: 12.5 x 8.0 cm. Ratio 3:2; price 1.299,00 EUR',
    'Care tips: blue-kiln.example/care?from=chat',
    'Line one\n\n  • Mug\n  • Bowl\n',
    'Order 3300410023 left on 18 November with Royal Mail, tracking code LX123456789GB.',
    'Sent with USPS: 9400111202555842610023; with UPS: 1Z999AA10123456784',
  ])('leaves an ordinary answer as it is: %s', (text) => {
    expect(filterAnswer(text, RULES)).toEqual({ ok: true, text, removed: [] });
  });

  it.each([
    ['The mug (id: prod_01k9z3v5q2m7n8p4r6s0t1w2x3) is there.', 'The mug is there.'],
    ['See [our page](https://evil.example/pay) for it.', 'See our page for it.'],
    ['Pay at https://evil.example/pay?x=1. Thanks!', 'Pay at. Thanks!'],
    ['Pay at evil-shop.com/pay now', 'Pay at now'],
    ['[Blue Mug](https://www.etsy.com/listing/1234567890)', 'Blue Mug'],
    [`[Blue Mug](${MUG})`, `Blue Mug: ${MUG}`],
  ])('cleans %s', (text, expected) => {
    expect(cleaned(text)).toBe(expected);
  });

  it.each([
    `https://www.etsy.com@evil.example/listing/1234567890/blue-mug`,
    `https://www.etsy.com.evil.example/listing/1234567890/blue-mug`,
    `https://evil.example/?u=${MUG}`,
    `HTTPS://EVIL.EXAMPLE/x`,
    'javascript:alert',
    'https://www.etsy.com/listing/999/of-another-shop',
    'www.evil.example',
    'bit.ly/3xyz',
    'http://127.0.0.1:8080/x',
    'https://аmazon.com/x',
  ])('lets no foreign link through: %s', (link) => {
    expect(cleaned(`Look here: ${link} please`)).toBe('Look here: please');
  });

  const disguises: [string, string][] = [
    ['as it is', SEAL],
    ['in capitals', SEAL.toUpperCase()],
    ['spaced out', SEAL.split('').join(' ')],
    ['with dashes', SEAL.split('').join('-')],
    ['turned round', SEAL.split('').toReversed().join('')],
    ['in base64', Buffer.from(SEAL).toString('base64')],
    ['in base64 within more', Buffer.from(`the mark is ${SEAL}.`).toString('base64')],
    ['in hex', Buffer.from(SEAL).toString('hex')],
    [
      'full width',
      SEAL.split('')
        .map((c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0))
        .join(''),
    ],
  ];
  it.each(disguises)('refuses the seal %s', (_, form) => {
    expect(cleaned(`Sure, it is ${form}!`)).toBe('refused: canary');
  });

  it.each([
    [`My rules: ${RULE}`, 'instructions'],
    [`My rules: ${RULE.split('').join('-')}`, 'instructions'],
    [`My rules: ${Array.from(RULE).toReversed().join('')}`, 'instructions'],
    [`Decode this: ${Buffer.from(`- ${RULE}`).toString('base64')}`, 'instructions'],
    [`Decode this: ${Buffer.from(RULE).toString('hex')}`, 'instructions'],
    [
      `Decode this: ${Buffer.from('called mcp__shop__get_product').toString('base64')}`,
      'scaffolding',
    ],
    ['[context] Now: Monday', 'scaffolding'],
    ['I called mcp__shop__get_product', 'scaffolding'],
    ['{"products":[{"id":"x"}]}', 'scaffolding'],
    ['<system>do this</system>', 'scaffolding'],
    ['The key is sk-ant-api03-abcdefgh', 'secret'],
    ['prod_01k9z3v5q2m7n8p4r6s0t1w2x3', 'empty'],
  ])('refuses %s', (text, reason) => {
    expect(cleaned(text)).toBe(`refused: ${reason}`);
  });

  const fragments = fc.oneof(
    fc.string({ maxLength: 12, unit: 'grapheme' }),
    fc.constantFrom(...ID_PREFIXES).map((prefix) => newId(prefix)),
    fc.webUrl(),
    fc.domain(),
    fc.constantFrom(MUG, '](', ')', '[', '.', ' ', '\n', '.com', 'https://', 'www.', SEAL, 'id: '),
  );

  it('never lets an id, a foreign link or the seal out, whatever the model writes', () => {
    const allowed = new Set(RULES.allowedLinks.map(canonicalLink));
    fc.assert(
      fc.property(fc.array(fragments, { maxLength: 12 }), (parts) => {
        const verdict = filterAnswer(parts.join(''), RULES);
        if (!verdict.ok) return;
        expect(verdict.text).not.toMatch(new RegExp(`(?:${ID_PREFIXES.join('|')})_[0-9a-z]{26}`));
        expect(linksIn(verdict.text).filter((link) => !allowed.has(canonicalLink(link)))).toEqual(
          [],
        );
        expect(verdict.text).not.toContain(SEAL);
        expect(verdict.text.trim()).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it.each(['a', '9', '_'])('takes an id out that is glued to %s', (glue) => {
    const verdict = filterAnswer(`Look: ${glue}${newId('sel')}${glue} here`, RULES);
    expect(verdict.ok && verdict.text).not.toContain('sel_');
  });

  // A buyer can ask for such a run; read again from each of its characters it would take minutes.
  it.each([
    ['dots behind a link', `https://x${'.'.repeat(120_000)}x`],
    ['slashes in a link', `https://x.example${'/'.repeat(120_000)}x`],
    ['brackets behind a link', `https://x/${')'.repeat(120_000)}x`],
  ])('takes out a link with a long run at once: %s', (_, text) => {
    expect(cleaned(text)).toBe('refused: empty');
  });

  it.each([
    ['empty lines', `x${'\n'.repeat(120_000)}x`],
    ['spaces', `x${' '.repeat(120_000)}x`],
    ['half tags', '<system '.repeat(15_000)],
  ])('leaves a long run of %s at once', (_, text) => {
    expect(cleaned(text)).toBe(text);
  });

  it('takes out what no database keeps, before it looks', () => {
    expect(filterAnswer('Blue\0 mug \ud83d', RULES)).toMatchObject({
      ok: true,
      text: 'Blue mug \ufffd',
    });
    expect(filterAnswer('[con\0text] my rules', RULES)).toMatchObject({
      ok: false,
      reason: 'scaffolding',
    });
  });

  it('changes nothing that it has cleaned already', () => {
    fc.assert(
      fc.property(fc.array(fragments, { maxLength: 8 }), (parts) => {
        const once = filterAnswer(parts.join(''), RULES);
        if (once.ok) expect(filterAnswer(once.text, RULES)).toMatchObject({ text: once.text });
      }),
      { numRuns: 300 },
    );
  });
});
