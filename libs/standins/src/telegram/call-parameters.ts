/**
 * The parameters of one call. The Bot API takes them from the query, JSON, a form or multipart, and is not strict about
 * types: "5" is 5, a list may come as its JSON text.
 */
import { badRequest } from './bot-api-error.js';

/** Reads parameters leniently, as the real server does. */
export class CallParameters {
  constructor(readonly values: Readonly<Record<string, unknown>>) {}

  /** The text of a parameter; empty when it is missing. */
  text(name: string): string {
    const value = this.values[name];
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  }

  /** A whole number, or undefined when missing or none. */
  integer(name: string): number | undefined {
    const text = this.text(name).trim();
    return /^-?\d+$/.test(text) ? Number(text) : undefined;
  }

  flag(name: string): boolean {
    return /^(true|yes|1)$/i.test(this.text(name));
  }

  /** A list of strings, given as such or as JSON text; undefined when missing. */
  list(name: string): string[] | undefined {
    const value = this.values[name];
    if (value === undefined || value === '') return undefined;
    const list: unknown = typeof value === 'string' ? fromJson(value, name) : value;
    if (!Array.isArray(list)) throw badRequest(`can't parse ${name} JSON object`);
    return list.map(String);
  }
}

/** The parameters of a request: those of the query, then those of the body over them. */
export async function readParameters(
  query: unknown,
  contentType: string,
  body: Buffer,
): Promise<CallParameters> {
  const fromBody = body.length === 0 ? {} : await parseBody(contentType, body);
  return new CallParameters({ ...asRecord(query), ...fromBody });
}

async function parseBody(contentType: string, body: Buffer): Promise<Record<string, unknown>> {
  if (contentType.includes('json')) return asRecord(fromJson(body.toString('utf8'), 'request'));
  if (contentType.includes('multipart/form-data')) {
    const headers = { 'content-type': contentType };
    const form = await new Response(new Uint8Array(body), { headers }).formData();
    return Object.fromEntries(form.entries());
  }
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
}

function fromJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`can't parse ${what} JSON object`);
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
