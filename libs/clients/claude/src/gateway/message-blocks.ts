/**
 * Which content blocks may go to the model. The model's side acts on some of them by itself: it fetches a `url`, opens
 * a file of the account by its id, mounts it into a container. That would be a way out, or into another's data.
 */

const IN_A_MESSAGE: ReadonlySet<unknown> = new Set([
  'text',
  'image',
  'tool_use',
  'tool_result',
  'thinking',
  'redacted_thinking',
]);
const IN_A_RESULT: ReadonlySet<unknown> = new Set(['text', 'image']);
const IN_THE_SYSTEM: ReadonlySet<unknown> = new Set(['text']);

/** The places of a request that hold blocks, as they were parsed. */
export interface BlockPlaces {
  system: unknown;
  messages: unknown;
  tools: unknown;
}

/** What is wrong with the blocks of a request, in a word; null: nothing. */
export function foreignBlock({ system, messages, tools }: BlockPlaces): string | null {
  const contents = listOf(messages).map((message) => message['content']);
  const results = contents.flatMap((content) => listOf(content).map((block) => block['content']));
  return (
    firstForeign([system], IN_THE_SYSTEM) ??
    firstForeign(contents, IN_A_MESSAGE) ??
    firstForeign(results, IN_A_RESULT) ??
    (listOf(tools).some(isDearCache) ? 'cache_control' : null)
  );
}

function firstForeign(places: readonly unknown[], allowed: ReadonlySet<unknown>): string | null {
  for (const place of places) {
    for (const block of listOf(place)) {
      if (!allowed.has(block['type'])) return String(block['type']);
      if (block['type'] === 'image' && !isInline(block['source'])) return 'image from elsewhere';
      if (isDearCache(block)) return 'cache_control';
    }
  }
  return null;
}

function isInline(source: unknown): boolean {
  return isRecord(source) && source['type'] === 'base64';
}

/** An hour in the cache costs more than the price table knows. */
function isDearCache(block: Record<string, unknown>): boolean {
  const control = block['cache_control'];
  return isRecord(control) && control['ttl'] !== undefined && control['ttl'] !== '5m';
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
