/** Text as Postgres can keep it: without NUL and without half characters, which neither text nor jsonb columns take. */

/** Mends one text. For words of strangers that must not be lost over a character nobody can see. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** A copy of a plain value (as JSON knows them) with every text mended. */
export function storable<T>(value: T): T;
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map((item: unknown) => storable(item));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, storable(field)]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
