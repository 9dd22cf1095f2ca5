/**
 * How the page reaches a messenger. `telegram` is the one there is; another tab (WhatsApp, say) brings the same methods
 * over another stand-in. A bot is {id, name, username, mode}, a buyer {id, name, language}, a message
 * {messageId, from: 'person' | 'bot', text, entities?, content?, atMs, editedAtMs?}.
 */

const BASE = 'telegram/_control/bots';

/** @param {string} path @param {object} [body] */
async function ask(path, body) {
  const answer = await fetch(path, {
    method: body ? 'POST' : 'GET',
    ...(body
      ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      : {}),
  });
  if (!answer.ok) throw new Error(`The stand-in answered ${answer.status}.`);
  return answer.json();
}

const chatPath = (bot, buyer) => `${BASE}/${bot.id}/chats/${buyer.id}`;
const who = (buyer) => ({ name: buyer.name, languageCode: buyer.language });

/** Telegram's stand-in. */
export const telegram = {
  listBots: async () => (await ask(BASE)).bots.filter((bot) => !bot.revoked),
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
  sendPicture: (bot, buyer, dataBase64, mimeType, caption) =>
    ask(`${chatPath(bot, buyer)}/photos`, { dataBase64, mimeType, caption, ...who(buyer) }),
  sendVoice: (bot, buyer) =>
    ask(`${chatPath(bot, buyer)}/voices`, { durationSeconds: 4, ...who(buyer) }),
  setBlocked: (bot, buyer, blocked) =>
    ask(`${chatPath(bot, buyer)}/${blocked ? 'block' : 'unblock'}`, {}),
  /** The address of a message's picture, or null. */
  pictureOf: (message) => {
    const fileId = message.content?.photo?.at(-1)?.file_id;
    return fileId ? `telegram/_control/files/${encodeURIComponent(fileId)}` : null;
  },
};

/**
 * Listens to everything that happens. `listener` has a method per event: hello, telegram, agent, agentState, match.
 * `reconnected` is called after each (re)connection: what was missed must be read anew.
 */
export function listen(listener) {
  const source = new EventSource('phone/feed');
  const on = (name, call) => source.addEventListener(name, (event) => call(JSON.parse(event.data)));
  on('hello', (data) => listener.hello(data));
  on('telegram', (data) => listener.telegram(data));
  on('agent', (data) => listener.agent(data));
  on('agent-state', (data) => listener.agentState(data.state));
  on('match', (data) => listener.match(data.chats));
  source.addEventListener('error', () => listener.lost());
}

/** What the page is told about its surroundings. */
export const setup = () => ask('phone/setup');
