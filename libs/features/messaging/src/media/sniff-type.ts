/** What a file is by its first bytes. What the sender says it is is not believed. */

/** Types of pictures that a model takes. */
export type ImageType = 'image/jpeg' | 'image/png' | 'image/gif' | 'image/webp';

/** @returns null for anything that is not one of these pictures */
export function imageTypeOf(bytes: Buffer): ImageType | null {
  if (starts(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  const head = bytes.subarray(0, 12).toString('latin1');
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  return /^RIFF.{4}WEBP$/s.test(head) ? 'image/webp' : null;
}

/** @returns null for anything that is not a recording a transcriber takes */
export function audioTypeOf(bytes: Buffer): string | null {
  const head = bytes.subarray(0, 12).toString('latin1');
  if (head.startsWith('OggS')) return 'audio/ogg';
  if (head.startsWith('ID3') || starts(bytes, [0xff, 0xfb])) return 'audio/mpeg';
  if (/^RIFF.{4}WAVE$/s.test(head)) return 'audio/wav';
  return head.slice(4, 8) === 'ftyp' ? 'audio/mp4' : null;
}

function starts(bytes: Buffer, with_: number[]): boolean {
  return with_.every((byte, n) => bytes[n] === byte);
}
