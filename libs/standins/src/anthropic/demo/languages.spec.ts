import { describe, expect, it } from 'vitest';
import { demoModel } from './demo-model.js';
import { fold, wholeWords } from './fold-text.js';
import { ENGLISH, LANGUAGES } from './languages/all-languages.js';
import { POTTERY } from './pottery-shop.factory.js';
import { catalogueTools, ShopChat } from './small-shop.factory.js';

const tools = catalogueTools(POTTERY);

/** Language, question about a blue mug, a follow-up for the price, about being a bot, thanks. */
const TALKS = [
  ['de', 'Hallo, habt ihr blaue Tassen?', 'Was kostet sie?', 'Bist du ein Bot?', 'Danke!'],
  [
    'fr',
    'Bonjour, avez-vous une tasse bleue ?',
    'Elle coûte combien ?',
    'Êtes-vous un robot ?',
    'Merci !',
  ],
  ['es', 'Hola, ¿tienen tazas azules?', '¿Cuánto cuesta?', '¿Eres un robot?', 'Gracias'],
  ['it', 'Ciao, avete una tazza blu?', 'Quanto costa?', 'Sei un robot?', 'Grazie mille'],
  ['pt', 'Olá, vocês têm canecas azuis?', 'Quanto custa?', 'Você é um robô?', 'Obrigada!'],
  [
    'nl',
    'Hallo, hebben jullie blauwe mokken?',
    'Hoeveel kost het?',
    'Ben je een robot?',
    'Dank je wel',
  ],
  ['tr', 'Merhaba, mavi kupa var mı?', 'Fiyatı ne kadar?', 'Bot musun?', 'Teşekkürler'],
] as const;

const OTHERS = [
  ['de', 'Haben Sie Surfbretter?', /„Surfbretter“ in unserem Shop nicht gefunden/],
  ['de', 'Kerzen unter 19 Euro', /Lavender & Sage.*18,00 \$/],
  ['de', 'Wie lange dauert der Versand?', /ich frage im Shop nach/],
  ['de', 'Ich möchte mit einem Menschen sprechen', /von einem Menschen hören/],
  ['de', 'Die Tasse kam kaputt an', /tut mir sehr leid/],
  ['fr', 'Quelle est la capitale de la France ?', /ne peux malheureusement pas/],
  ['de', 'Haben Sie etwas für meine Oma, bis 19 Euro?', /Lavender & Sage.*18,00 \$/],
  ['fr', 'Je cherche un cadeau, budget 20 euros', /rien trouvé d'exact/],
  ['fr', 'Avez-vous des bougies à moins de 19 € ?', /Lavender & Sage/],
  ['es', '¿Tienen velas de lavanda?', /Lavender & Sage/],
  ['it', 'Avete una collana in argento?', /Willow Leaf Necklace.*48,00 \$/],
  ['pt', 'Vocês têm um bule?', /Sea Green Teapot/],
  ['nl', 'Kan het ingepakt worden als cadeau?', /winkel/],
  ['nl', 'Hebben jullie een theepot?', /Sea Green Teapot.*nog maar 1/],
  ['tr', 'çaydanlık var mı?', /Sea Green Teapot.*son 1 adet/],
  ['tr', '20 euronun altında mum var mı', /Lavender & Sage/],
] as const;

describe('the demo model in other languages', () => {
  it.each(TALKS)(
    '[%s] finds the mug, follows up, owns to being an AI, is polite',
    async (id, ...turns) => {
      const pack = LANGUAGES.find((language) => language.id === id)!;
      const chat = new ShopChat(demoModel, tools);
      const [found, price, bot, thanks] = [
        await chat.ask(turns[0]),
        await chat.ask(turns[1]),
        await chat.ask(turns[2]),
        await chat.ask(turns[3]),
      ];
      expect(found.text).toMatch(/Midnight Blue Stoneware Mug/);
      expect(found.text.startsWith(pack.phrases.hi)).toBe(true);
      expect(price.calls).toEqual(['get_product']);
      expect(price.text).toMatch(/32[.,]00/);
      expect(bot.text).toBe(pack.phrases.bot);
      expect(thanks.text).toBe(pack.phrases.thanks);
    },
  );

  it.each(OTHERS)('[%s] answers “%s”', async (_id, question, said) => {
    expect((await new ShopChat(demoModel, tools).ask(question)).text).toMatch(said);
  });

  it('keeps the language of the talk when a message is too short to tell', async () => {
    const chat = new ShopChat(demoModel, tools);
    await chat.ask('Hallo, habt ihr eine Teekanne?');
    expect((await chat.ask('ok')).text).toBe('Was möchten Sie wissen?');
    const english = new ShopChat(demoModel, tools);
    await english.ask('Do you have a teapot?');
    expect((await english.ask('no')).text).toMatch(/^You're/);
  });

  it('changes the language with the buyer', async () => {
    const chat = new ShopChat(demoModel, tools);
    await chat.ask('Hallo, habt ihr eine Teekanne?');
    expect((await chat.ask('What does it cost?')).text).toMatch(/costs \$68\.00/);
  });
});

describe('language packs', () => {
  const places = (phrase: string): string[] => (phrase.match(/\{\w+\}/g) ?? []).toSorted();

  it.each(LANGUAGES.map((pack) => [pack.id, pack] as const))(
    '[%s] fills the same places as English',
    (_id, pack) => {
      for (const [name, english] of Object.entries(ENGLISH.phrases)) {
        const own = Object.entries(pack.phrases).find(([key]) => key === name)?.[1] ?? '';
        expect([name, places(own)]).toEqual([name, places(english)]);
      }
    },
  );

  it.each(LANGUAGES.map((pack) => [pack.id, pack] as const))(
    '[%s] has patterns and stems that folded text can match',
    (_id, pack) => {
      for (const pattern of [...Object.values(pack.intents), pack.refers]) {
        expect(() => wholeWords(pattern)).not.toThrow();
      }
      for (const stem of [...Object.keys(pack.colours), ...Object.keys(pack.things)]) {
        expect(stem).toBe(fold(stem));
      }
    },
  );
});
