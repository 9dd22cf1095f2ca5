/**
 * The last look at what the model wrote before anybody reads it. What is merely untidy is taken out (ids of ours,
 * links that are not the shop's); what shows that the model was turned inside out is refused: then the turn has
 * failed. Pure.
 */
import { storableText } from '#platform/database';
import { ID_PREFIXES } from '#platform/ids';
import { holdsHidden, readingsOf, squashed } from './hidden-text.js';
import { canonicalLink, withoutLinks } from './links.js';

/** What the answer is held against. */
export interface OutboundRules {
  /** Words that must never come out: the seal. Letters and digits, at least 8. */
  canaries: readonly string[];
  /** Sentences of our own instructions; none of them is for a buyer. */
  instructions: readonly string[];
  /** Links that may be sent, in any spelling. */
  allowedLinks: readonly string[];
}

export type OutboundVerdict =
  | { ok: true; text: string; removed: ('id' | 'link')[] }
  | { ok: false; reason: 'canary' | 'instructions' | 'scaffolding' | 'secret' | 'empty' };

// What may be repeated at the start of a pattern is bounded: a buyer can have the model write a run of any length, which
// would be walked again from each of its characters while the whole worker stands still.

/** Also where something was written right before or behind it. */
const OWN_ID = new RegExp(
  String.raw`[([{]?\s{0,8}(?:\b(?:id|ID|Id)s?\b\s{0,8}[:=#]?\s{0,8})?(?:${ID_PREFIXES.join('|')})_[0-9a-z]{26,}\s*[)\]}]?`,
  'g',
);
const SECRETS = [
  /\bsk-ant-[\w-]{8,}/,
  /\bifa_[\w-]{16,}/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}/,
  /\b\d{8,10}:[\w-]{35}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
];
const SCAFFOLDING = [
  /\[context\]/i,
  /\bmcp__\w+/i,
  /<\/?(?:system|system-reminder|assistant|human|user|tool_use|tool_result|function_calls|function_results|invoke|parameter|antml:\w+|thinking)\b[^>]{0,500}>/i,
  /"(?:type|role)"\s*:\s*"(?:tool_use|tool_result|text|assistant|user|system)"/,
  /\{\s*"(?:products|product|order|error|entries|policies|shop|ok|proposed|conversations|taken)"\s*:/,
  /^[^\S\n]{0,80}(?:Human|Assistant|System):\s/m,
];
/** Letters and digits of a sentence; shorter ones may be said by chance. */
const INSTRUCTION_CHARS = 40;
const MAX_LOOKS = 5;

/** Cleans an answer, or says why it must not go out. */
export function filterAnswer(answer: string, rules: OutboundRules): OutboundVerdict {
  // A character that no database keeps is no reason to leave a buyer without their answer; it may not hide anything either.
  let text = storableText(answer);
  const refused = refusalOf(text, rules);
  if (refused !== null) return { ok: false, reason: refused };
  const allowed = new Set(rules.allowedLinks.map(canonicalLink));
  const removed = new Set<'id' | 'link'>();
  // What is left may run together into something new, so it is looked at until nothing is taken out any more.
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const cleaned = cleanedOnce(text, allowed);
    for (const kind of cleaned.removed) removed.add(kind);
    if (cleaned.removed.length === 0) return verdictOn(cleaned.text, [...removed], rules);
    text = tidied(cleaned.text);
  }
  return { ok: false, reason: 'scaffolding' };
}

function cleanedOnce(
  text: string,
  allowed: ReadonlySet<string>,
): { text: string; removed: ('id' | 'link')[] } {
  const links = withoutLinks(text, (link) => allowed.has(canonicalLink(link)));
  const withoutIds = links.text.replace(OWN_ID, '');
  const removed: ('id' | 'link')[] = [];
  if (links.removed.length > 0) removed.push('link');
  if (withoutIds !== links.text) removed.push('id');
  return { text: withoutIds, removed };
}

function verdictOn(
  text: string,
  removed: ('id' | 'link')[],
  rules: OutboundRules,
): OutboundVerdict {
  if (text.trim() === '') return { ok: false, reason: 'empty' };
  const refused = removed.length === 0 ? null : refusalOf(text, rules);
  return refused === null ? { ok: true, text, removed } : { ok: false, reason: refused };
}

function refusalOf(
  answer: string,
  rules: OutboundRules,
): Extract<OutboundVerdict, { ok: false }>['reason'] | null {
  if (rules.canaries.some((canary) => holdsHidden(answer, canary))) return 'canary';
  const readings = readingsOf(answer);
  if (quotes(readings, rules.instructions)) return 'instructions';
  if (matchesAny(readings, SECRETS)) return 'secret';
  return matchesAny(readings, SCAFFOLDING) ? 'scaffolding' : null;
}

function quotes(readings: string[], sentences: readonly string[]): boolean {
  const plain = readings.map(squashed);
  return sentences
    .map(squashed)
    .some((s) => s.length >= INSTRUCTION_CHARS && plain.some((text) => text.includes(s)));
}

function matchesAny(readings: string[], patterns: readonly RegExp[]): boolean {
  return readings.some((text) => patterns.some((pattern) => pattern.test(text)));
}

/** What is left around something that was taken out. */
function tidied(text: string): string {
  return text
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/[ \t]+([.,;!?])/g, '$1')
    .replace(/\(\s*\)|\[\s*\]|<\s*>/g, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
