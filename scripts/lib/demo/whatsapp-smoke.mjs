/** One link, one message, one answer, its receipts, one log-out: what scripts/smoke-whatsapp.mjs does by hand. */
import { on } from 'node:events';
import QRCode from 'qrcode';
import { WhatsappConnection } from '#clients/whatsapp';
import { bold, dim, say, UserError } from '../ui.mjs';

const WHOLE_MS = 10 * 60_000;
const RECEIPTS_MS = 2 * 60_000;
const ANSWER =
  'This is the smoke test of IFA. Your message has arrived, and this is the only answer.';

/** @typedef {import('#clients/whatsapp').WhatsappMessage} Message */

/** @param {string | null} standinsUrl null: WhatsApp itself @returns {Promise<boolean>} whether the answer was delivered */
export async function smokeWhatsapp(standinsUrl) {
  const address = standinsUrl === null ? {} : await standinAddress(standinsUrl);
  const connection = new WhatsappConnection({
    ...address,
    store: forgetfulStore(),
    log: (level, text) => say(dim(`  ${level}: ${text}`)),
  });
  const stop = new AbortController();
  const giveUp = setTimeout(() => stop.abort(), WHOLE_MS);
  process.once('SIGINT', () => stop.abort());
  connection.on('state', (state) => void tellState(state, stop, standinsUrl !== null));
  connection.on('undecryptable', ({ reason }) => say(`  a message could not be read: ${reason}`));
  try {
    await connection.start();
    return await play(connection, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    say('ended before it was through');
    return false;
  } finally {
    clearTimeout(giveUp);
    await connection.logout();
    say('logged out; nothing was stored');
  }
}

/** @param {WhatsappConnection} connection @param {AbortSignal} signal */
async function play(connection, signal) {
  const message = await firstMessage(connection, signal);
  say(bold(`  a message came: ${message.kind}, ${(message.text ?? '').length} characters`));
  say(`  from ${message.pushName ?? 'somebody'}, addressed by ${message.chat.split('@')[1]}`);
  const messageId = connection.newMessageId();
  const receipts = receiptsOf(connection, messageId, signal);
  await connection.markRead([{ chat: message.chat, id: message.id }]);
  await connection.sendTyping(message.chat);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await connection.sendText(message.chat, ANSWER, { messageId });
  say('  answered; open the chat on the other phone, so that it is read');
  return receipts;
}

/** History and what the number's owner writes are not answered. @param {WhatsappConnection} connection @param {AbortSignal} signal @returns {Promise<Message>} */
async function firstMessage(connection, signal) {
  for await (const [message] of on(connection, 'message', { signal })) {
    if (!message.history && !message.fromMe) return message;
    say(dim(`  passed over: ${message.history ? 'history' : "the owner's own message"}`));
  }
  throw new Error('no message came');
}

/** Resolves at `read`, `failed` or after two minutes. @param {WhatsappConnection} connection @param {string} messageId @param {AbortSignal} signal @returns {Promise<boolean>} */
function receiptsOf(connection, messageId, signal) {
  return new Promise((resolve) => {
    let delivered = false;
    const end = () => resolve(delivered);
    setTimeout(end, RECEIPTS_MS).unref();
    signal.addEventListener('abort', end, { once: true });
    connection.on('receipt', ({ id, status, code }) => {
      if (id !== messageId) return;
      say(`  receipt: ${status}${code === undefined ? '' : ` (${code})`}`);
      delivered ||= status === 'delivered' || status === 'read';
      if (status === 'read' || status === 'failed') end();
    });
  });
}

/** @param {import('#clients/whatsapp').WhatsappState} state @param {AbortController} stop @param {boolean} isRehearsal */
async function tellState(state, stop, isRehearsal) {
  if (state.state === 'qr') {
    say(await QRCode.toString(state.text, { type: 'terminal', small: true }));
    say(`scan it (code ${state.n}, valid until ${state.expiresAt.toLocaleTimeString()})`);
    if (isRehearsal) say(`its text: ${state.text}`);
    return;
  }
  if (state.state === 'open') {
    say(bold(`  connected as ${state.self.name ?? 'a number without name'}`));
    say('  now write to this number from another phone');
    return;
  }
  if (state.state !== 'closed') return say(`  ${state.state}`);
  say(`  closed: ${state.reason}${state.code === null ? '' : ` (${state.code})`}`);
  if (state.retryInMs === null) stop.abort();
}

/** @param {string} standinsUrl @returns {Promise<{ wsUrl: string, trustRoot: string }>} */
async function standinAddress(standinsUrl) {
  const base = `${standinsUrl.replace(/\/+$/, '')}/whatsapp`;
  const answer = await fetch(`${base}/_control/root-key`).catch(() => null);
  if (!answer?.ok) throw new UserError(`No stand-in of WhatsApp at ${base}. Does npm start run?`);
  const { hex } = /** @type {{ hex: string }} */ (await answer.json());
  return { wsUrl: `${base.replace(/^http/, 'ws')}/ws/chat`, trustRoot: hex };
}

/** Keys in memory only: the link ends with the process. @returns {import('#clients/whatsapp').WhatsappAuthStore} */
function forgetfulStore() {
  /** @type {Map<string, string>} */
  const keys = new Map();
  /** @type {string | null} */
  let creds = null;
  return {
    load: async () => ({ creds }),
    get: async (type, ids) =>
      Object.fromEntries(
        ids.flatMap((id) => {
          const value = keys.get(`${type}:${id}`);
          return value === undefined ? [] : [[id, value]];
        }),
      ),
    apply: async (changes) => {
      for (const { type, id, value } of changes) {
        if (value === null) keys.delete(`${type}:${id}`);
        else keys.set(`${type}:${id}`, value);
      }
    },
    saveCreds: async (json) => {
      creds = json;
    },
    clear: async () => {
      creds = null;
      keys.clear();
    },
    journal: async () => undefined,
  };
}
