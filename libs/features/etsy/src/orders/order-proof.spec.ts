import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { provePostcode, readOrderNumber } from './order-proof.js';

const US = { zip: '97205-1234', country_iso: 'US' };
const GB = { zip: 'E8 3RL', country_iso: 'GB' };

describe('the number of an order', () => {
  it.each([
    ['3300410023', 3_300_410_023],
    ['#3300410023', 3_300_410_023],
    [' 3 300 410 023 ', 3_300_410_023],
    ['order no. 3300410023', 3_300_410_023],
    ['３３００４１００２３', 3_300_410_023],
  ])('is read out of “%s”', (written, number) => {
    expect(readOrderNumber(written)).toBe(number);
  });

  it.each(['', 'my order', '0', '00003300410023', '33004100233300410031', '../receipts'])(
    'is not in “%s”',
    (written) => {
      expect(readOrderNumber(written)).toBeNull();
    },
  );
});

describe('the postcode', () => {
  it.each([
    ['97205', US, 'proven'],
    ['97205-1234', US, 'proven'],
    ['97205 9999', US, 'proven'],
    ['97204', US, 'wrong'],
    ['9720', US, 'wrong'],
    ['', US, 'wrong'],
    ['e83rl', GB, 'proven'],
    ['E8', GB, 'wrong'],
    ['E8 3RLX', GB, 'wrong'],
    ['D-10115', { zip: '10115', country_iso: 'DE' }, 'proven'],
    ['1010', { zip: 'LV-1010', country_iso: 'LV' }, 'proven'],
    ['12', { zip: 'HM 12', country_iso: 'BM' }, 'wrong'],
    ['１００ー０００１', { zip: '100-0001', country_iso: 'JP' }, 'wrong'],
    ['〒１００-０００１', { zip: '100-0001', country_iso: 'JP' }, 'proven'],
    // Nine digits elsewhere are no ZIP with an ending.
    ['12345', { zip: '123456789', country_iso: 'BR' }, 'wrong'],
  ] as const)('“%s” for %o is %s', (written, order, proof) => {
    expect(provePostcode(written, order)).toBe(proof);
  });

  it.each([null, undefined, '', '  ', '-', 'N/A', '0000', '00000', '101', 'none'])(
    'proves nothing where the order has %o',
    (zip) => {
      for (const written of [zip ?? '', '', '00000', 'undefined', 'null']) {
        expect(provePostcode(written, { zip, country_iso: null })).toBe('nothing_to_compare');
      }
    },
  );

  const code = fc.stringMatching(/^[A-Z]{1,3}\d{2,3}[A-Z]{1,2}$/);

  it('is the same however it is spaced and cased', () => {
    const gap = fc.constantFrom('', ' ', '-', ' - ', '\u00a0');
    fc.assert(
      fc.property(code, fc.array(gap, { minLength: 9, maxLength: 9 }), (zip, gaps) => {
        const letters = Array.from(zip.toLowerCase());
        const written = letters.map((one, k) => `${one}${gaps[k] ?? ''}`).join('');
        expect(provePostcode(written, { zip, country_iso: 'XX' })).toBe('proven');
      }),
    );
  });

  it('is proven by no other one', () => {
    fc.assert(
      fc.property(code, code, (zip, written) => {
        fc.pre(zip !== written);
        expect(provePostcode(written, { zip, country_iso: 'XX' })).toBe('wrong');
      }),
    );
  });

  it('takes whatever is written without failing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.option(fc.string()), (written, zip) => {
        const proof = provePostcode(written, { zip, country_iso: 'US' });
        if (zip === null) expect(proof).toBe('nothing_to_compare');
      }),
    );
  });
});
