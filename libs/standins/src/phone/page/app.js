/** Ties the page together: which bot, which buyer, what is sent, what is shown. */
import {
  addAgentEvent,
  resetAgent,
  setAgentChat,
  setAgentState,
  setMatches,
} from './agent-view.js';
import { addBuyer, allBuyers } from './buyers.js';
import {
  lastOwnText,
  removeMessage,
  setNotice,
  setTyping,
  setUpChat,
  showChat,
  showMessage,
} from './chat-view.js';
import { base64Of, byId, element } from './dom.js';
import { EXAMPLES } from './examples.js';
import { listen, setup, telegram } from './transport.js';

const NEW_BUYER = 'new';
const NO_BOT =
  'No bot is linked yet. npm start links one; or make one with POST /telegram/_control/bots and give its token to IFA.';
const messenger = telegram;

let bots = [];
let buyers = [];
let bot = null;
let buyer = null;
let editing = null;
let missed = null;

const isHere = (activity) => bot?.id === activity.botId && buyer?.id === activity.chatId;

function remembered(name) {
  return Number(sessionStorage.getItem(`ifa-demo-${name}`));
}

async function loadBots() {
  bots = await messenger.listBots();
  const wanted = bot?.id ?? remembered('bot');
  bot = bots.find(({ id }) => id === wanted) ?? bots.at(-1) ?? null;
  byId('bot').replaceChildren(
    ...bots.map(({ id, name, username }) =>
      element('option', { value: id, selected: id === bot?.id }, optionText(name, username)),
    ),
  );
  byId('bot').disabled = bots.length === 0;
  await loadBuyers();
}

/** Bots of the same name are told apart by their user names. */
function optionText(name, username) {
  return bots.filter((other) => other.name === name).length > 1 ? `${name} @${username}` : name;
}

async function loadBuyers(preferred = buyer?.id ?? remembered('buyer')) {
  buyers = allBuyers(bot ? await messenger.listBuyers(bot) : []);
  buyer = buyers.find(({ id }) => id === preferred) ?? buyers[0];
  byId('buyer').replaceChildren(
    ...buyers.map(({ id, name }) =>
      element('option', { value: id, selected: id === buyer.id }, name),
    ),
    element('option', { value: NEW_BUYER }, 'Another buyer …'),
  );
  await loadChat();
}

async function loadChat() {
  sessionStorage.setItem('ifa-demo-bot', bot?.id ?? '');
  sessionStorage.setItem('ifa-demo-buyer', buyer.id);
  showPhoneHead();
  stopEditing();
  setAgentChat(`${bot?.id}:${buyer.id}`);
  const here = (missed = []);
  const messages = bot ? await messenger.messages(bot, buyer) : [];
  // The reader went on to another chat meanwhile.
  if (missed !== here) return;
  missed = null;
  showChat(
    messages,
    bot ? `You are ${buyer.name}. Write to the shop, or pick a question.` : NO_BOT,
  );
  for (const activity of here) onTelegram(activity);
  setNotice('');
}

function showPhoneHead() {
  const name = bot?.name ?? 'No bot yet';
  byId('bot-name').textContent = name;
  byId('bot-avatar').textContent = name.charAt(0).toUpperCase();
  for (const control of byId('composer').elements) control.disabled = !bot;
  showBotState();
}

/** What happens while a chat is being loaded waits for it. */
function onTelegram(activity) {
  if (missed) missed.push(activity);
  else ON_TELEGRAM[activity.type]?.(activity);
}

function showBotState() {
  const blocked = buyer?.blocked ? 'you blocked this bot' : null;
  byId('bot-state').textContent = blocked ?? (bot ? `@${bot.username} · bot` : '');
  byId('menu').querySelector('[data-action=block]').textContent = buyer?.blocked
    ? 'Unblock the bot'
    : 'Block the bot';
}

/** Runs something the buyer does and says when it fails. */
async function act(work) {
  try {
    await work();
    setNotice('');
  } catch (error) {
    setNotice(`Not sent: ${error.message}`);
  }
}

async function send(text) {
  if (!bot || text.trim() === '') return;
  await act(async () => {
    if (editing) await messenger.edit(bot, buyer, editing, text);
    else await messenger.send(bot, buyer, text);
    stopEditing();
  });
}

function stopEditing() {
  editing = null;
  byId('text').value = '';
  fitText();
  byId('composer').classList.remove('editing');
}

function fitText() {
  const box = byId('text');
  box.style.height = 'auto';
  box.style.height = `${Math.min(box.scrollHeight, 140)}px`;
}

const MENU = {
  voice: () => act(() => messenger.sendVoice(bot, buyer)),
  edit: () => {
    const last = lastOwnText();
    if (!last) return;
    editing = last.messageId;
    byId('text').value = last.text;
    byId('composer').classList.add('editing');
    fitText();
    byId('text').focus();
  },
  block: () => act(() => messenger.setBlocked(bot, buyer, !buyer.blocked)),
};

async function sendPicture(file) {
  const data = await base64Of(file);
  await messenger.sendPicture(bot, buyer, data, file.type, byId('text').value);
  stopEditing();
}

function wireComposer() {
  const text = byId('text');
  byId('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    void send(text.value);
  });
  text.addEventListener('input', fitText);
  text.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') stopEditing();
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send(text.value);
  });
  byId('picture').addEventListener('change', (event) => {
    const [file] = event.target.files;
    if (file) void act(() => sendPicture(file));
    event.target.value = '';
  });
  byId('menu').addEventListener('click', (event) => {
    const action = event.target.dataset.action;
    if (!action || !bot) return;
    byId('menu').open = false;
    MENU[action]();
  });
  document.addEventListener('click', (event) => {
    if (!byId('menu').contains(event.target)) byId('menu').open = false;
  });
}

function wireChoices() {
  byId('bot').addEventListener('change', (event) => {
    bot = bots.find(({ id }) => id === Number(event.target.value)) ?? null;
    void loadBuyers();
  });
  byId('buyer').addEventListener('change', (event) => {
    if (event.target.value === NEW_BUYER) {
      event.target.value = buyer.id;
      byId('new-buyer').showModal();
      return;
    }
    buyer = buyers.find(({ id }) => id === Number(event.target.value));
    void loadChat();
  });
  byId('new-buyer').addEventListener('close', (event) => {
    if (event.target.returnValue !== 'add') return;
    const { name, language } = event.target.querySelector('form').elements;
    const created = addBuyer(name.value, language.value);
    void loadBuyers(created.id);
  });
}

function showExamples() {
  byId('examples').append(
    ...EXAMPLES.map(([label, question]) => {
      const chip = element(
        'button',
        { type: 'button', className: 'chip' },
        element('b', {}, label),
        question,
      );
      chip.addEventListener('click', () => void send(question));
      return chip;
    }),
  );
}

const ON_TELEGRAM = {
  message: (activity) => {
    if (isHere(activity)) showMessage(activity.message);
  },
  edited: (activity) => {
    if (isHere(activity)) showMessage(activity.message);
  },
  deleted: (activity) => {
    if (isHere(activity)) removeMessage(activity.messageId);
  },
  typing: (activity) => {
    if (isHere(activity)) setTyping(true);
  },
  membership: (activity) => {
    if (!isHere(activity)) return;
    buyer.blocked = activity.blocked;
    showBotState();
  },
  bots: () => void loadBots(),
};

function start() {
  setUpChat(messenger.pictureOf);
  wireComposer();
  wireChoices();
  showExamples();
  listen({
    hello: (data) => {
      resetAgent(data);
      void loadBots();
    },
    telegram: onTelegram,
    agent: addAgentEvent,
    agentState: setAgentState,
    match: setMatches,
    lost: () => setAgentState('lost'),
  });
  void setup().then(({ dashboardUrl }) => {
    if (!dashboardUrl) return;
    byId('dashboard').href = dashboardUrl;
    byId('dashboard').hidden = false;
  });
}

start();
