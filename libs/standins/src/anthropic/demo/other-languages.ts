/**
 * Languages that the demo model does not speak but can tell. It says so in them, rather than guess or take them for one
 * that it speaks: "ile kosztuje" is Polish, though "ile" is a Turkish word.
 */
import { fold, wordsOf } from './fold-text.js';
import { LANGUAGES } from './languages/all-languages.js';

interface OtherLanguage {
  id: string;
  /** Whether a text is in it. */
  isSpoken: (text: string) => boolean;
  /** What is said before the list of the languages that are spoken. */
  sorry: string;
}

/** Of the letters of a text, or of its words, so many tell its language. */
const TELLING_SHARE = 0.5;
const POLISH = new Set(
  (
    'czy jest sa ile kosztuje kosztuja mam macie ma dzien dobry czesc prosze poprosze dziekuje cena cene szukam chce ' +
    'chcialbym chcialabym jaki jaka jakie dla kubek kubki niebieski niebieskie w i na do'
  ).split(' '),
);

const OTHERS: readonly OtherLanguage[] = [
  {
    id: 'ja',
    isSpoken: (text) =>
      /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text) &&
      isIn(text, /\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Han}|ー/gu),
    sorry: '申し訳ありませんが、日本語はまだ分かりません。次の言語でお書きください：',
  },
  {
    id: 'zh',
    isSpoken: (text) => isIn(text, /\p{Script=Han}/gu),
    sorry: '抱歉，我还不懂中文。请用以下语言给我留言：',
  },
  {
    id: 'ko',
    isSpoken: (text) => isIn(text, /\p{Script=Hangul}/gu),
    sorry: '죄송하지만 아직 한국어를 이해하지 못합니다. 다음 언어로 써 주세요: ',
  },
  {
    id: 'ar',
    isSpoken: (text) => isIn(text, /\p{Script=Arabic}/gu),
    sorry: 'عذرًا، لا أفهم لغتك بعد. اكتب لي من فضلك بإحدى هذه اللغات: ',
  },
  {
    id: 'he',
    isSpoken: (text) => isIn(text, /\p{Script=Hebrew}/gu),
    sorry: 'סליחה, אני עדיין לא מבין עברית. אפשר לכתוב לי באחת מהשפות האלה: ',
  },
  {
    id: 'uk',
    isSpoken: (text) => /[іїєґ]/iu.test(text) && isIn(text, /\p{Script=Cyrillic}/gu),
    sorry: 'Вибачте, я поки не розумію української. Напишіть, будь ласка, однією з цих мов: ',
  },
  {
    id: 'ru',
    isSpoken: (text) => isIn(text, /\p{Script=Cyrillic}/gu),
    sorry:
      'Извините, я пока не понимаю этого языка. Напишите, пожалуйста, на одном из этих языков: ',
  },
  {
    id: 'el',
    isSpoken: (text) => isIn(text, /\p{Script=Greek}/gu),
    sorry: 'Συγγνώμη, δεν καταλαβαίνω ακόμη ελληνικά. Γράψτε μου σε μία από αυτές τις γλώσσες: ',
  },
  {
    id: 'pl',
    isSpoken: isPolish,
    sorry: 'Przepraszam, nie znam jeszcze polskiego. Proszę napisać w jednym z tych języków: ',
  },
  {
    id: 'en',
    isSpoken: (text) => isIn(text, /(?!\p{Script=Latin})\p{L}/gu),
    sorry: "I'm sorry, I don't understand that language yet. Please write in one of these: ",
  },
];

/** Says in the language of some messages that it is not spoken; undefined where it may be. */
export function saysItDoesNotSpeak(messages: string[]): string | undefined {
  const text = messages.join(' ');
  const other = OTHERS.find(({ isSpoken }) => isSpoken(text));
  if (other === undefined) return undefined;
  const names = new Intl.DisplayNames([other.id], { type: 'language' });
  const spoken = LANGUAGES.map(({ id }) => names.of(id) ?? id);
  return `${other.sorry}${new Intl.ListFormat(other.id, { type: 'disjunction' }).format(spoken)}`;
}

function isIn(text: string, letters: RegExp): boolean {
  const all = text.match(/\p{L}/gu)?.length ?? 0;
  return all > 0 && (text.match(letters)?.length ?? 0) / all >= TELLING_SHARE;
}

/** Two of its words, and half of all; "i" and "do" alone are somebody else's. */
function isPolish(text: string): boolean {
  const words = wordsOf(fold(text));
  const own = words.filter((word) => POLISH.has(word));
  return (
    new Set(own).size >= 2 &&
    own.some((word) => word.length > 3) &&
    own.length / words.length >= TELLING_SHARE
  );
}
