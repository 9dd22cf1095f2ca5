/** The languages of the demo model. English stands first: it is the one to fall back on. */
import type { LanguagePack } from '../language-pack.js';
import { DUTCH } from './dutch.js';
import { ENGLISH_PHRASES } from './english-phrases.js';
import { ENGLISH_WORDS } from './english-words.js';
import { FRENCH } from './french.js';
import { GERMAN } from './german.js';
import { ITALIAN } from './italian.js';
import { PORTUGUESE } from './portuguese.js';
import { SPANISH } from './spanish.js';
import { TURKISH } from './turkish.js';

/** English, which is also the language of the searches. */
export const ENGLISH: LanguagePack = { ...ENGLISH_WORDS, phrases: ENGLISH_PHRASES };

/** All languages. */
export const LANGUAGES: readonly LanguagePack[] = [
  ENGLISH,
  GERMAN,
  FRENCH,
  SPANISH,
  ITALIAN,
  PORTUGUESE,
  DUTCH,
  TURKISH,
];
