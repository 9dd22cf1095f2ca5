import { describe, expect, it } from 'vitest';
import { audioTypeOf, imageTypeOf } from './sniff-type.js';

describe('the type of a file', () => {
  it.each([
    ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['image/png', Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1')],
    ['image/gif', Buffer.from('GIF89a')],
    ['image/webp', Buffer.from('RIFF\n\n\n\nWEBP')],
    [null, Buffer.from('<svg onload=alert(1)>')],
    [null, Buffer.alloc(0)],
  ])('is %s by its bytes', (type, bytes) => {
    expect(imageTypeOf(bytes)).toBe(type);
  });

  it('knows recordings, and takes no picture for one', () => {
    expect(audioTypeOf(Buffer.from('OggS'))).toBe('audio/ogg');
    expect(audioTypeOf(Buffer.from('RIFF\n\n\n\nWEBP'))).toBeNull();
  });
});
