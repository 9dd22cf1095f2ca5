/** The chat on the phone: bubbles with times and ticks, pictures, "typing …", and the notice when something went wrong. */
import { byId, clock, duration, element, keepAtEnd } from './dom.js';

const TYPING_MS = 5_500;
const LONG_AGO_MS = 600_000;
const TICKS = {
  sent: ['✓', 'sent'],
  delivered: ['✓✓', 'delivered'],
  read: ['✓✓', 'read'],
  failed: ['✗', 'not delivered'],
};
const TAGS = {
  bold: 'strong',
  italic: 'em',
  code: 'code',
  pre: 'pre',
  strikethrough: 's',
  underline: 'u',
  blockquote: 'blockquote',
};

let typingTimer = 0;
let shown = [];
let pictureOf = () => null;

/** @param {(message: object) => string | null} pictures how to get a message's picture */
export function setUpChat(pictures) {
  pictureOf = pictures;
}

/** Shows a whole chat. */
export function showChat(messages, emptyText) {
  shown = messages;
  const chat = byId('chat');
  chat.replaceChildren();
  if (messages.length === 0) chat.append(element('p', { className: 'empty' }, emptyText));
  else chat.append(...messages.map((message, index) => bubble(message, messages[index - 1])));
  chat.scrollTop = chat.scrollHeight;
  setTyping(false);
}

/** Adds or changes one message. */
export function showMessage(message) {
  const chat = byId('chat');
  const index = shown.findIndex(({ messageId }) => messageId === message.messageId);
  if (message.from === 'bot') setTyping(false);
  keepAtEnd(chat, () => {
    if (index >= 0) {
      shown[index] = message;
      chat.children[index]?.replaceWith(bubble(message, shown[index - 1]));
      return;
    }
    if (shown.length === 0) chat.replaceChildren();
    chat.append(bubble(message, shown.at(-1)));
    shown.push(message);
  });
}

/** Changes something about a message that is shown. */
export function changeMessage(messageId, changes) {
  const message = shown.find((each) => each.messageId === messageId);
  // A receipt may come late: what was read stays read.
  const { status = message?.status, ...rest } = changes;
  const kept = message?.status === 'read' ? 'read' : status;
  if (message) showMessage({ ...message, ...rest, status: kept });
}

/** Takes a message away. */
export function removeMessage(messageId) {
  showChat(
    shown.filter((message) => message.messageId !== messageId),
    '',
  );
}

/** The messages that are on the screen. */
export const shownMessages = () => shown;

/** The last message of the buyer that can be changed. */
export const lastOwnText = () =>
  shown.findLast(({ from, text }) => from === 'person' && text !== '');

/** Shows "typing …" until a message comes, it ends, or Telegram's five seconds are over. */
export function setTyping(on) {
  clearTimeout(typingTimer);
  const chat = byId('chat');
  keepAtEnd(chat, () => {
    byId('typing').hidden = !on;
  });
  if (on) typingTimer = setTimeout(() => setTyping(false), TYPING_MS);
}

/** @param {string} text empty: no notice */
export function setNotice(text) {
  byId('notice').textContent = text;
  byId('notice').hidden = text === '';
}

function bubble(message, before) {
  const mine = message.from === 'person';
  return element(
    'div',
    { className: `row ${mine ? 'mine' : 'theirs'}` },
    dayLine(message, before),
    element(
      'div',
      { className: 'bubble' },
      element('span', { className: 'unseen' }, mine ? 'You: ' : 'The shop: '),
      ...attachments(message),
      message.text === '' ? null : formatted(message.text, message.entities ?? []),
      element('small', {}, metaOf(message, before), mine ? ticks(message.status) : null),
    ),
  );
}

function attachments(message) {
  const picture = pictureOf(message);
  const voice = message.content?.voice;
  return [
    picture ? element('img', { src: picture, alt: 'The picture you sent' }) : null,
    voice ? element('p', {}, `▶ Voice note, ${voice.duration} s`) : null,
  ];
}

/** Time, and how long the shop took to answer the message before. */
function metaOf(message, before) {
  const mine = message.from === 'person';
  const waitedMs = !mine && before?.from === 'person' ? message.atMs - before.atMs : Infinity;
  return [
    message.editedAtMs ? 'edited ' : '',
    clock(message.atMs),
    waitedMs < LONG_AGO_MS ? ` · after ${duration(waitedMs)}` : '',
  ].join('');
}

/** How far one's own message has got; an app without receipts only knows that it was sent. */
function ticks(status) {
  const [marks, words] = TICKS[status] ?? TICKS.sent;
  return element(
    'span',
    { className: `ticks ${status ?? 'sent'}`, title: words },
    element('span', { ariaHidden: 'true' }, ` ${marks}`),
    element('span', { className: 'unseen' }, `, ${words}`),
  );
}

function dayLine(message, before) {
  const day = (each) => new Date(each.atMs).toDateString();
  if (before && day(before) === day(message)) return null;
  return element('time', { className: 'day' }, dayOf(message.atMs));
}

function dayOf(atMs) {
  const date = new Date(atMs);
  return date.toDateString() === new Date().toDateString()
    ? 'Today'
    : date.toLocaleDateString([], { day: 'numeric', month: 'long' });
}

/** The text with its entities as elements; offsets count UTF-16 units, as JavaScript does. */
function formatted(text, entities) {
  const box = element('div', { className: 'text' });
  box.append(...pieces(text, 0, text.length, entities));
  return box;
}

function pieces(text, from, to, entities) {
  const nodes = [];
  let at = from;
  for (const entity of entities) {
    const end = entity.offset + entity.length;
    if (entity.offset < at || end > to) continue;
    nodes.push(...plain(text.slice(at, entity.offset)));
    const inner = entities.filter((each) => each !== entity && each.offset >= entity.offset);
    nodes.push(wrapped(entity, pieces(text, entity.offset, end, inner)));
    at = end;
  }
  nodes.push(...plain(text.slice(at, to)));
  return nodes;
}

function wrapped(entity, children) {
  if (entity.type === 'text_link') return link(entity.url ?? '', children);
  return element(TAGS[entity.type] ?? 'span', {}, ...children);
}

/** Plain text; addresses in it become links, as on a real phone. */
function plain(text) {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/)
    .map((part, index) => (index % 2 === 1 ? link(part, [part]) : part));
}

function link(url, children) {
  return /^https?:\/\//.test(url)
    ? element('a', { href: url, target: '_blank', rel: 'noreferrer' }, ...children)
    : element('span', {}, ...children);
}
