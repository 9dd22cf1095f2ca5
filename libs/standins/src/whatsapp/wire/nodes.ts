/**
 * Small words for WhatsApp's binary XML, so that the stand-in's stanzas read like what goes over the wire.
 * Stanza shapes were taken from Baileys 7.0.0-rc14 (what it sends and what it accepts), read on 22 November 2026.
 */
import {
  getBinaryNodeChild,
  getBinaryNodeChildren,
  type BinaryNode,
} from '@whiskeysockets/baileys';

/** The server's own address in stanzas. */
export const SERVER = '@s.whatsapp.net';

/** One stanza or part of one. Attributes that are undefined are left out. */
export function node(
  tag: string,
  attrs: Record<string, string | undefined> = {},
  content?: BinaryNode['content'],
): BinaryNode {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(attrs)) if (value !== undefined) kept[name] = value;
  return content === undefined ? { tag, attrs: kept } : { tag, attrs: kept, content };
}

/** A part that holds only bytes, text or further parts. */
export function leaf(tag: string, content: NonNullable<BinaryNode['content']>): BinaryNode {
  return node(tag, {}, content);
}

/** The first child with that tag. */
export function child(parent: BinaryNode | undefined, tag: string): BinaryNode | undefined {
  return getBinaryNodeChild(parent, tag);
}

/** Every child with that tag. */
export function children(parent: BinaryNode | undefined, tag: string): BinaryNode[] {
  return getBinaryNodeChildren(parent, tag);
}

/** The bytes of a part; empty when it has none. */
export function bytes(part: BinaryNode | undefined): Buffer {
  const content = part?.content;
  if (content === undefined || Array.isArray(content)) return Buffer.alloc(0);
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
}

/** The tag of the first child, or '' when there is none: how an iq says what it is about. */
export function firstTag(parent: BinaryNode): string {
  return Array.isArray(parent.content) ? (parent.content[0]?.tag ?? '') : '';
}

/** Seconds since 1970 as WhatsApp writes them in `t`. */
export function seconds(at: Date = new Date()): string {
  return String(Math.floor(at.getTime() / 1000));
}
