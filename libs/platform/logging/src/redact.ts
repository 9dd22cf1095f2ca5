/**
 * What may stand in a log line. Values under the names of secrets and of people's words are replaced, at any depth, so
 * that logging a whole object by mistake tells nobody's password and no buyer's message.
 */

const MASK = '[redacted]';
const MAX_DEPTH = 6;
const MAX_ITEMS = 50;
const MAX_TEXT = 2000;

/** Names compared in lower case without dashes and underscores. */
const SECRET_NAMES =
  /^(.*(password|secret|token|apikey|authorization|cookie|credential|encryptionkey).*|jwt|creds|authstate)$/;
const PRIVATE_NAMES =
  /^(?!context$)(.*text|.*message|.*messages|.*content|.*contents|caption|body|payload|prompt|transcript|answer|reply|buyername|sendername|pushname|phone|email|query|params|parameters|detail|drivererror|rawdata|input|output)$/;

/** Error fields that hold no one's words. `message` and `stack` of an error are written by programs. */
const ERROR_TEXT = new Set(['message', 'stack']);

/** A copy that may be logged; buffers become their length, long lists and texts are cut, errors are serialised. */
export function redact(value: unknown): unknown {
  return redactAt(value, 0);
}

/** The loggable form of an error with its causes. */
export function redactError(error: Error, depth = 0): Record<string, unknown> {
  const result: Record<string, unknown> = {
    type: error.name,
    message: cut(error.message),
    stack: cut(error.stack ?? ''),
  };
  for (const [name, value] of Object.entries(error)) {
    if (!ERROR_TEXT.has(name)) result[name] = redactField(name, value, depth);
  }
  if (error.cause !== undefined) result['cause'] = redactAt(error.cause, depth + 1);
  return result;
}

function redactAt(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  return redactObject(value, depth);
}

function redactObject(value: object, depth: number): unknown {
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item) => redactAt(item, depth + 1));
  }
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value).slice(0, MAX_ITEMS)) {
    result[name] = redactField(name, field, depth);
  }
  return result;
}

function redactField(name: string, value: unknown, depth: number): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  // Counts such as inputTokens are numbers; a secret is text or an object.
  if (SECRET_NAMES.test(plain)) return typeof value === 'number' ? value : MASK;
  if (PRIVATE_NAMES.test(plain)) return typeof value === 'number' ? value : MASK;
  return redactAt(value, depth + 1);
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
