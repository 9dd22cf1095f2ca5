/** Finds what a shop says about a topic in the result of a tool, whatever its shape. */
import { sentencesOf } from './describe-product.js';
import type { Intent } from './language-pack.js';

interface Fact {
  path: string;
  text: string;
}

/** How fields and sentences of a shop speak of a topic. */
const TOPICS: Partial<Record<Intent, { field: RegExp; told: RegExp }>> = {
  shipping: {
    field: /ship|deliver|processing|dispatch/i,
    told: /shipp|deliver|parcel|postage|business days|customs/i,
  },
  returns: { field: /return|refund|exchange/i, told: /return|refund|exchange|cancel/i },
  payment: { field: /payment/i, told: /\bpay|payment/i },
  discount: { field: /discount|coupon|\bsale/i, told: /discount|coupon|% off|\bsale\b/i },
  giftwrap: { field: /gift|wrap/i, told: /gift[ -]?wrap|wrapp|gift note|handwritten/i },
  wholesale: { field: /wholesale/i, told: /wholesale|bulk/i },
  location: {
    field: /location|seller_info|sellerinfo|address|hours|city/i,
    told: /based in|studio in|located|pick ?up|opening hours/i,
  },
  custom: { field: /custom|personali/i, told: /custom|personali|engrav|embroider/i },
};
const ANSWER_FIELD = /(?:^|\.)(?:answer|text|content|body|value)$/i;
const MAX_ANSWERS = 1;

/** Sentences of a shop's information on a topic. */
export function shopFactsOn(topic: Intent, json: unknown): string[] {
  const wanted = TOPICS[topic];
  if (wanted === undefined) return [];
  const facts = flatten(json);
  const byField = facts
    .filter((fact) => wanted.field.test(fact.path))
    .flatMap((f) => sentencesOf(f.text));
  if (byField.length > 0) return byField;
  return facts.flatMap((fact) => sentencesOf(fact.text)).filter((text) => wanted.told.test(text));
}

/** The answers among the results of a knowledge search, best first. */
export function knowledgeAnswers(json: unknown): string[] {
  return flatten(json)
    .filter((fact) => ANSWER_FIELD.test(fact.path))
    .map((fact) => fact.text)
    .slice(0, MAX_ANSWERS);
}

/** All texts of a JSON with their paths; numbers of lists are left out of the path. */
function flatten(json: unknown, path = ''): Fact[] {
  if (typeof json === 'string') return json.trim() === '' ? [] : [{ path, text: json }];
  if (Array.isArray(json)) return json.flatMap((item: unknown) => flatten(item, path));
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]: [string, unknown]) =>
    flatten(value, path === '' ? key : `${path}.${key}`),
  );
}
