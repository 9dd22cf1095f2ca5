/** Telegram as this page's messenger, over its stand-in. What a messenger has is said in transport.js. */
import { ask } from './ask.js';

const BASE = 'telegram/_control/bots';

const chatPath = (bot, buyer) => `${BASE}/${bot.id}/chats/${buyer.id}`;
const who = (buyer) => ({ name: buyer.name, languageCode: buyer.language });
const isHere = (activity, bot, buyer) =>
  bot?.id === activity.botId && buyer?.id === activity.chatId;

export const telegram = {
  name: 'Telegram',
  shopLabel: "Shop's bot",
  noShop: 'No bot yet',
  noShopHint:
    'No bot yet. Make one with “@BotFather” on this page and paste its token into the dashboard.',
  canBlock: true,
  buyerId: (person) => person.id,
  stateOf: (bot) => `@${bot.username} · bot`,
  listBots: async () => (await ask(BASE)).bots.filter((bot) => !bot.revoked),
  makeBot: (name) => ask(BASE, { name }),
  listBuyers: async (bot) =>
    (await ask(`${BASE}/${bot.id}/chats`)).chats.map(({ person, blocked }) => ({
      id: person.id,
      name: person.name,
      language: person.languageCode,
      blocked,
    })),
  messages: async (bot, buyer) => (await ask(`${chatPath(bot, buyer)}/messages`)).messages,
  send: (bot, buyer, text) => ask(`${chatPath(bot, buyer)}/messages`, { text, ...who(buyer) }),
  edit: (bot, buyer, messageId, text) =>
    ask(`${chatPath(bot, buyer)}/messages/${messageId}/edit`, { text }),
  sendPicture: (bot, buyer, { base64, mimeType }, caption) =>
    ask(`${chatPath(bot, buyer)}/photos`, {
      dataBase64: base64,
      mimeType,
      caption,
      ...who(buyer),
    }),
  sendVoice: (bot, buyer) =>
    ask(`${chatPath(bot, buyer)}/voices`, { durationSeconds: 4, ...who(buyer) }),
  setBlocked: (bot, buyer, blocked) =>
    ask(`${chatPath(bot, buyer)}/${blocked ? 'block' : 'unblock'}`, {}),
  /** People do not see on Telegram that somebody types to a bot, nor does a bot see what was read. */
  typing: () => undefined,
  seen: () => undefined,
  pictureOf: (message) => {
    const fileId = message.content?.photo?.at(-1)?.file_id;
    return fileId ? `telegram/_control/files/${encodeURIComponent(fileId)}` : null;
  },
  changeOf: (activity, bot, buyer) => {
    if (activity.type === 'bots') return { type: 'shops' };
    if (!isHere(activity, bot, buyer)) return null;
    return activity.type === 'edited' ? { type: 'message', message: activity.message } : activity;
  },
};
