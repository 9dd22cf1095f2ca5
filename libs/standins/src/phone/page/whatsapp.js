/**
 * WhatsApp as this page's messenger, over its stand-in. A "bot" is a shop's number with linked devices, its id and a
 * buyer's are phone numbers. What a messenger has is said in transport.js.
 */
import { ask } from './ask.js';
import { whatsappText } from './whatsapp-text.js';

const BASE = 'whatsapp/_control';
const TYPING_EVERY_MS = 3_000;
const TYPING_ENDS_MS = 5_000;
/** What has no text of its own. */
const WORDS = {
  imageMessage: '📷 Picture',
  stickerMessage: 'A sticker',
  videoMessage: 'A video',
  documentMessage: 'A document',
};
/** Not a message to read: reactions, and what devices tell each other. */
const UNSEEN = new Set(['reactionMessage', 'protocolMessage', 'empty']);

/** The stand-in keeps only the sealed file: pictures sent from this page are shown from here. */
const pictures = new Map();
const confirmed = new Set();
let typingSince = 0;
let typingEnd = 0;

const query = (values) => new URLSearchParams(values).toString();
const pair = (bot, buyer) => ({ from: buyer.id, to: bot.id });
const write = (bot, buyer, body) =>
  ask(`${BASE}/send`, { ...pair(bot, buyer), pushName: buyer.name, ...body });

/** The numbers that are linked, and whether IFA is connected to WhatsApp for them. */
async function linkedNumbers() {
  const accounts = await ask(`${BASE}/accounts`);
  return accounts
    .filter(({ devices }) => devices.length > 0)
    .map(({ number, pushName, online }) => ({
      id: number,
      name: pushName,
      username: `+${number}`,
      online,
    }));
}

/** A line of the stand-in as a message of this page. @param {object} line @param {boolean} mine */
function messageOf(line, mine) {
  const { id, kind, at, status, text } = line;
  const voice = kind === 'audioMessage' ? { voice: { duration: 3 } } : {};
  const hasPicture = kind === 'imageMessage' && pictures.has(id);
  const words = text ?? (hasPicture ? '' : (WORDS[kind] ?? ''));
  return {
    messageId: id,
    from: mine ? 'person' : 'bot',
    ...whatsappText(words),
    content: voice,
    atMs: at,
    status: mine ? (status ?? 'sent') : null,
  };
}

/** Changes are put where the first words were. */
function messagesOf(lines) {
  const messages = new Map();
  for (const line of lines) {
    const original = messages.get(line.edits);
    if (original) Object.assign(original, editOf(line));
    else if (!UNSEEN.has(line.kind)) messages.set(line.id, messageOf(line, line.mine));
  }
  return [...messages.values()];
}

const editOf = ({ text, at }) => ({ ...whatsappText(text ?? ''), editedAtMs: at });

function changeOfMessage({ from, line }, buyer) {
  const mine = from === buyer.id;
  if (line.edits) return { type: 'change', messageId: line.edits, changes: editOf(line) };
  return UNSEEN.has(line.kind) ? null : { type: 'message', message: messageOf(line, mine) };
}

function isHere({ from, to }, bot, buyer) {
  const ends = [bot?.id, buyer?.id];
  return ends.includes(from) && ends.includes(to);
}

export const whatsapp = {
  name: 'WhatsApp',
  shopLabel: "Shop's number",
  noShop: 'No number yet',
  noShopHint:
    "No number is linked yet. Play the shop's owner: in the dashboard choose Channels, Link WhatsApp, then scan the code with “The shop owner's phone” on this page.",
  canBlock: false,
  /** A number that nobody has (+1 555 …), the same for the same person. */
  buyerId: ({ id }) => (typeof id === 'string' ? id : `1555${String(id).padStart(7, '0')}`),
  stateOf: (bot) => `${bot.username} · ${bot.online ? 'online' : 'IFA is not connected now'}`,
  listBots: linkedNumbers,
  listBuyers: async (bot) => {
    const [accounts, lines] = await Promise.all([
      ask(`${BASE}/accounts`),
      ask(`${BASE}/lines?${query({ number: bot.id })}`),
    ]);
    const numbers = new Set(lines.map((line) => line.with));
    return accounts
      .filter(({ number }) => numbers.has(number))
      .map(({ number, pushName }) => ({ id: number, name: pushName }));
  },
  messages: async (bot, buyer) =>
    messagesOf(await ask(`${BASE}/lines?${query({ number: buyer.id, with: bot.id })}`)),
  send: (bot, buyer, text) => {
    whatsapp.typing(bot, buyer, false);
    return write(bot, buyer, { text });
  },
  edit: (bot, buyer, messageId, text) => write(bot, buyer, { text, edits: messageId }),
  sendPicture: (bot, buyer, { base64, mimeType }, caption) => {
    // Chosen here, so that the picture is known before the message comes back.
    const id = `3A${crypto.randomUUID().replaceAll('-', '').slice(0, 18).toUpperCase()}`;
    pictures.set(id, `data:${mimeType};base64,${base64}`);
    return write(bot, buyer, { id, kind: 'image', text: caption, data: base64, mimeType });
  },
  sendVoice: (bot, buyer) => write(bot, buyer, { kind: 'voice', text: '' }),
  setBlocked: () => Promise.resolve(),
  /** At most every three seconds; ends by itself a while after the last key. */
  typing: (bot, buyer, on = true) => {
    clearTimeout(typingEnd);
    if (on) typingEnd = setTimeout(() => whatsapp.typing(bot, buyer, false), TYPING_ENDS_MS);
    else if (typingSince === 0) return;
    if (on && Date.now() - typingSince < TYPING_EVERY_MS) return;
    typingSince = on ? Date.now() : 0;
    const state = on ? 'composing' : 'paused';
    ask(`${BASE}/typing`, { ...pair(bot, buyer), state }).catch(() => undefined);
  },
  /** The buyer has the chat open: the shop gets its blue ticks, once a message. */
  seen: (bot, buyer, messageId) => {
    if (confirmed.has(messageId)) return;
    confirmed.add(messageId);
    const body = { ...pair(bot, buyer), id: messageId, status: 'read' };
    ask(`${BASE}/receipt`, body).catch(() => undefined);
  },
  pictureOf: ({ messageId }) => pictures.get(messageId) ?? null,
  changeOf: (activity, bot, buyer) => {
    if (activity.type === 'accounts') return { type: 'shops' };
    if (!isHere(activity, bot, buyer)) return null;
    if (activity.type === 'message') return changeOfMessage(activity, buyer);
    if (activity.type === 'typing') return { type: 'typing', on: activity.typing };
    const { id, status } = activity;
    return { type: 'change', messageId: id, changes: { status } };
  },
};

/** What the shop's owner does on their own phone. `number` is digits only. */
export const owner = {
  linked: linkedNumbers,
  scanDashboard: (number, pushName) => ask('phone/scan', { number, pushName }),
  scanText: async (number, pushName, qr) => {
    await ask(`${BASE}/account`, { number, pushName });
    return ask(`${BASE}/scan-qr`, { number, qr });
  },
  enterCode: async (number, pushName, code) => {
    await ask(`${BASE}/account`, { number, pushName });
    return ask(`${BASE}/enter-code`, { number, code });
  },
  unlink: (number) => ask(`${BASE}/unlink`, { number }),
  /** By hand, as no linked device does: IFA must leave the chat to the owner. */
  write: (number, buyer, text) => ask(`${BASE}/send`, { from: number, to: buyer.id, text }),
};
