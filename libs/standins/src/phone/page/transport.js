/**
 * How the page reaches the outside: the messengers and the live feed. A messenger is an object with the methods of
 * telegram.js: a bot (the shop's end) is {id, name, username}, a buyer {id, name, language}, a message {messageId,
 * from: 'person' | 'bot', text, entities?, content?, atMs, editedAtMs?, status?}. `changeOf` turns what the feed tells
 * into what the open chat shows of it: message, change, deleted, typing, membership, shops, or null.
 */
import { ask } from './ask.js';
import { telegram } from './telegram.js';
import { whatsapp } from './whatsapp.js';

export const MESSENGERS = { telegram, whatsapp };

/**
 * Listens to everything that happens. `listener` has a method per event: hello (after each connection: what was missed
 * must be read anew), messenger, own, agent, agentState, agentShops, match, lost.
 *
 * @returns {() => void} connects anew
 */
export function listen(listener) {
  let source = connect(listener);
  return () => {
    source.close();
    source = connect(listener);
  };
}

function connect(listener) {
  const source = new EventSource('phone/feed');
  const on = (name, call) => source.addEventListener(name, (event) => call(JSON.parse(event.data)));
  on('hello', (data) => listener.hello(data));
  for (const name of Object.keys(MESSENGERS)) on(name, (data) => listener.messenger(name, data));
  on('agent', (data) => listener.agent(data));
  on('own', (data) => listener.own(data));
  on('agent-state', (data) => listener.agentState(data.whose, data.state));
  on('agent-shops', (data) => listener.agentShops(data.whose, data.shops));
  on('match', (data) => listener.match(data.chats));
  source.addEventListener('error', () => listener.lost());
  return source;
}

/** What the page is told about its surroundings. */
export const setup = () => ask('phone/setup');
