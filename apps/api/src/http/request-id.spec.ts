import { describe, expect, it } from 'vitest';
import { isId } from '#platform/ids';
import { requestIdOf } from './request-id.js';

describe('requestIdOf', () => {
  it('keeps a harmless id of the caller', () => {
    const given = '4bf92f35-77b3-4da6-a3ce-929d0e0e4736';
    expect(requestIdOf({ headers: { 'x-request-id': given } })).toBe(given);
  });

  it.each([
    undefined,
    '',
    'short',
    'a'.repeat(65),
    'with space 123',
    'line\nbreak1',
    '<script>x</script>',
  ])('makes its own instead of %j', (given) => {
    const headers = given === undefined ? {} : { 'x-request-id': given };
    expect(isId('req', requestIdOf({ headers }))).toBe(true);
  });
});
