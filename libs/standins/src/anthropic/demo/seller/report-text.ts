/** Puts a tool's JSON into words without knowing its fields: counts, then lists with their titles. */

const SHOWN_ITEMS = 5;
const HIDDEN = /id$|ids$|asof|url|cursor|limit|offset/i;
const NAMES = ['title', 'name', 'buyer', 'buyerName', 'contact', 'subject'];
const FACTS = [
  'quantity',
  'stock',
  'price',
  'endingAt',
  'expiresAt',
  'state',
  'status',
  'owner',
  'lastMessage',
  'preview',
  'text',
];
const TEXT_CHARS = 80;

/** A report in lines; empty where there is nothing to tell. */
export function reportText(json: unknown): string {
  if (!isRecord(json)) return '';
  return Object.entries(json)
    .filter(([name]) => !HIDDEN.test(name))
    .flatMap(([name, value]) => linesOf(name, value))
    .join('\n');
}

function linesOf(name: string, value: unknown): string[] {
  const label = humanName(name);
  if (typeof value === 'number' || typeof value === 'string') return [`${label}: ${value}`];
  if (Array.isArray(value)) {
    const items = value.filter((item) => isRecord(item));
    const rest = items.length > SHOWN_ITEMS ? [`  and ${items.length - SHOWN_ITEMS} more`] : [];
    return [`${label}: ${value.length}`, ...items.slice(0, SHOWN_ITEMS).map(itemLine), ...rest];
  }
  if (!isRecord(value)) return [];
  const inner = reportText(value);
  return inner === '' ? [] : [inner];
}

function itemLine(item: Record<string, unknown>): string {
  const name = NAMES.map((key) => item[key]).find((found) => typeof found === 'string');
  const facts = FACTS.flatMap((key) => {
    const fact = item[key];
    const isShown = typeof fact === 'string' || typeof fact === 'number';
    return isShown ? [`${humanName(key).toLowerCase()} ${String(fact).slice(0, TEXT_CHARS)}`] : [];
  });
  const head = typeof name === 'string' ? name : 'one';
  return `  • ${head}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}

function humanName(key: string): string {
  const words = key
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
