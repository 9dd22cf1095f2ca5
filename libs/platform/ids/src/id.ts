/** Making and recognising ids. An id is text with a prefix; the database stores it as it is. */
import { z } from 'zod';
import type { Id, IdPrefix } from './id-prefixes.js';
import { uuidV7Base32 } from './uuid-v7.js';

// 26 base32 characters hold 130 bits; a UUID has 128, so the first character is at most 7.
const BODY = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** A new id, unique everywhere and sortable by time of making. */
export function newId<P extends IdPrefix>(prefix: P): Id<P> {
  return `${prefix}_${uuidV7Base32()}`;
}

/** True when the value is an id of that kind; says nothing about whether it exists. */
export function isId<P extends IdPrefix>(prefix: P, value: unknown): value is Id<P> {
  return (
    typeof value === 'string' &&
    value.startsWith(`${prefix}_`) &&
    BODY.test(value.slice(prefix.length + 1))
  );
}

/** The zod schema of an id of that kind; it can be written as JSON Schema. */
export function idSchema<P extends IdPrefix>(prefix: P): z.ZodType<Id<P>> {
  return z.templateLiteral([z.literal(prefix), '_', z.string().regex(BODY)], {
    error: `must be an id like ${prefix}_…`,
  });
}
