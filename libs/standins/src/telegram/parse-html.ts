/**
 * Telegram's HTML parse mode: which tags there are, what is refused and in which words, and the plain text with its
 * entities that comes out. Pure.
 */
import { badRequest } from './bot-api-error.js';
import type { TextEntity } from './telegram-state.js';

const ENTITY_OF_TAG: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
};

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

const TOKEN = /<(\/?)([a-zA-Z][\w-]*)([^<>]*)>|<|&(#\d{1,7}|#x[\da-fA-F]{1,6}|[a-z]+);|[^<&]+|&/g;

interface OpenTag {
  tag: string;
  offset: number;
  attributes: string;
}

/** The visible text and its entities; throws the Bot API's 400 for markup it would refuse. */
export function parseHtml(html: string): { text: string; entities: TextEntity[] } {
  const open: OpenTag[] = [];
  const entities: TextEntity[] = [];
  let text = '';
  for (const match of html.matchAll(TOKEN)) {
    const [whole, slash, name, attributes, character] = match;
    if (name !== undefined) {
      const tag = name.toLowerCase();
      const byte = byteOffset(html, match.index);
      if (slash === '/') entities.push(...close(open, tag, text.length, byte));
      else open.push(start(tag, attributes ?? '', text.length, byte));
    } else if (whole === '<') {
      throw refused(`Unsupported start tag "" at byte offset ${byteOffset(html, match.index)}`);
    } else {
      text += character === undefined ? whole : decode(character);
    }
  }
  const left = open.at(-1);
  if (left) throw refused(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities: entities.toSorted((a, b) => a.offset - b.offset) };
}

function start(tag: string, attributes: string, offset: number, byte: number): OpenTag {
  if (!(tag in ENTITY_OF_TAG)) {
    throw refused(`Unsupported start tag "${tag}" at byte offset ${byte}`);
  }
  if (tag === 'span' && !attributes.includes('tg-spoiler')) {
    throw refused(`Tag "span" must have class "tg-spoiler" at byte offset ${byte}`);
  }
  return { tag, offset, attributes };
}

function close(open: OpenTag[], tag: string, end: number, byte: number): TextEntity[] {
  const last = open.pop();
  if (!last) throw refused(`Unmatched end tag at byte offset ${byte}, expected no more tags`);
  if (last.tag !== tag) {
    throw refused(
      `Unmatched end tag at byte offset ${byte}, expected "</${last.tag}>", found "</${tag}>"`,
    );
  }
  const length = end - last.offset;
  const url = /href\s*=\s*"([^"]*)"/.exec(last.attributes)?.[1];
  // Telegram shows an empty entity or a link without an address as plain text.
  if (length === 0 || (tag === 'a' && url === undefined)) return [];
  const entity = { type: ENTITY_OF_TAG[tag] ?? tag, offset: last.offset, length };
  return [url === undefined ? entity : { ...entity, url: url.replaceAll('&amp;', '&') }];
}

function decode(name: string): string {
  if (!name.startsWith('#')) return CHARACTERS[name] ?? `&${name};`;
  const point = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : `&${name};`;
}

function byteOffset(html: string, index: number): number {
  return Buffer.byteLength(html.slice(0, index));
}

function refused(what: string): Error {
  return badRequest(`can't parse entities: ${what}`);
}
