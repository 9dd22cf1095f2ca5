/** The languages of the demo model. English stands first: it is the one to fall back on. */
import type { LanguagePack } from '../language-pack.js';
import { ENGLISH_PHRASES } from './english-phrases.js';
import { ENGLISH_WORDS } from './english-words.js';

/** English, which is also the language of the searches. */
export const ENGLISH: LanguagePack = { ...ENGLISH_WORDS, phrases: ENGLISH_PHRASES };

/** All languages. */
export const LANGUAGES: readonly LanguagePack[] = [ENGLISH];
