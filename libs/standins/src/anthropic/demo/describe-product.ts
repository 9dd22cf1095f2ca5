/** Answers about what a product is like, only in the words of its own description. */
import { fold, wholeWords } from './fold-text.js';
import type { LanguagePack } from './language-pack.js';
import type { Product } from './product.schemas.js';
import { fill, linkLine, quoted } from './product-text.js';
import type { Question } from './read-question.js';

/** A topic: how buyers ask for it in any language, and how a description speaks of it in English. */
const TOPICS: readonly { asked: string; told: RegExp }[] = [
  {
    asked:
      'dishwasher|microwave|oven|spulmaschine\\w*|geschirrspuler\\w*|mikrowelle\\w*|lave-vaisselle|micro-ondes|' +
      'lavavajillas|microondas|lavastoviglie|microonde|lava-loucas|vaatwasser\\w*|magnetron|bulasik\\w*|mikrodalga',
    told: /dishwasher|microwave|oven/i,
  },
  {
    asked:
      'washable|wash|machine[ -]wash|care instructions|waschbar|waschen|lavable|laver|lavar|lavabile|lavare|lavavel|wasbaar|wassen|yikan\\w*',
    told: /wash|care|clean|iron|hand[- ]?wash/i,
  },
  {
    asked:
      'how (?:big|large|tall|wide|long|heavy|thick|small|high|deep)|size of|dimensions?|measure\\w*|weigh\\w*|capacity|hold|' +
      'wie (?:gross|hoch|breit|lang|schwer)|masse|quelle taille|dimensions|combien mesure|que tamano|medidas|cuanto mide|' +
      'quanto (?:e grande|misura)|dimensioni|misure|que tamanho|quanto mede|hoe (?:groot|hoog|breed|lang|zwaar)|afmetingen|ne kadar buyuk|boyut\\w*|olcu\\w*',
    told: /\d\s?(?:cm|mm|ml|l|m|in|inch(?:es)?|oz|g|kg|")(?![a-z])/i,
  },
  {
    asked:
      'made (?:of|from|out)|materials?|woraus|material|aus was|en quoi|matiere|de que (?:esta|material|e feit)\\w*|di cosa|di che materiale|' +
      'waarvan|materiaal|neden yapil\\w*|malzeme\\w*',
    told: /made|stoneware|clay|cotton|linen|wool|silver|gold|brass|wood|oak|walnut|soy|beeswax|leather|paper|glass|felt|silk/i,
  },
  { asked: 'burn time|brenndauer|how long (?:does|will) .*\\bburn', told: /burn|hours/i },
  { asked: 'nickel|hypoallergenic|allerg\\w*', told: /nickel|allerg/i },
  { asked: 'vegan', told: /vegan/i },
];
const MAX_CHARS = 320;

/** What the description says about the question; undefined when it says nothing. */
export function describeProduct(
  question: Question,
  product: Product,
  pack: LanguagePack,
): string | undefined {
  const item = quoted(product, pack);
  const sentences = sentencesOf(product.description ?? '');
  const folded = fold(question.text);
  const topic = TOPICS.find(({ asked }) => wholeWords(asked).test(folded));
  const fitting =
    topic === undefined ? sentences : sentences.filter((text) => topic.told.test(text));
  if (fitting.length === 0) return undefined;
  return fill(pack.phrases.details, { item, text: firstOf(fitting) }) + linkLine(product);
}

/** Sentences up to a length that fits a chat. */
export function firstOf(sentences: string[]): string {
  let text = sentences[0] ?? '';
  for (const next of sentences.slice(1)) {
    if (text.length + next.length > MAX_CHARS) break;
    text = `${text} ${next}`;
  }
  return text.length > MAX_CHARS * 2 ? `${text.slice(0, MAX_CHARS * 2)}…` : text;
}

/** A text cut into sentences. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+|\n+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
