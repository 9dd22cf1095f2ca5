/** Ties the page together: which app, which shop, which buyer, what is sent, what is shown. */
import {
  addAgentEvent,
  isUnknownShop,
  resetAgent,
  setAgentChat,
  setAgentShops,
  setAgentState,
  setMatches,
  setOwn,
} from './agent-view.js';
import { addBuyer, allBuyers } from './buyers.js';
import {
  changeMessage,
  lastOwnText,
  removeMessage,
  setNotice,
  setTyping,
  setUpChat,
  showChat,
  showMessage,
  shownMessages,
} from './chat-view.js';
import { setUpBotFather, showBotFather } from './bot-father.js';
import { clearComposer, enableComposer, setUpComposer, startEditing } from './composer.js';
import { byId, element } from './dom.js';
import { showExamples } from './examples.js';
import { remember, remembered } from './memory.js';
import { scanFromAddress, setUpOwner, showOwner, showOwnerBuyer } from './owner-phone.js';
import { listen, MESSENGERS, setup } from './transport.js';

const NEW_BUYER = 'new';

let app = MESSENGERS[remembered('app')] ? remembered('app') : 'telegram';
let messenger = MESSENGERS[app];
let bots = [];
let buyers = [];
let bot = null;
let buyer = null;
let missed = null;
/** Count what is loaded: the reader may go on to something else meanwhile. */
let botLoads = 0;
let buyerLoads = 0;

/** Ids are numbers or texts; what the page remembers of them is text. */
const theOne = (list, wanted) => list.find(({ id }) => String(id) === String(wanted));

function useApp(name) {
  app = name;
  messenger = MESSENGERS[name];
  bot = buyer = null;
  remember('app', name);
  byId('app').value = name;
  byId('shop-label').textContent = messenger.shopLabel;
  document.body.dataset.app = name;
  byId('menu').querySelector('[data-action=block]').hidden = !messenger.canBlock;
  void loadBots();
}

const lastBot = () => bot?.id ?? remembered(`${app}-bot`);

async function loadBots(wanted = lastBot()) {
  const load = ++botLoads;
  const found = await messenger.listBots();
  if (load !== botLoads) return;
  bots = found;
  const before = bot?.id;
  bot = theOne(bots, wanted) ?? bots.at(-1) ?? null;
  showBots();
  void showOwner(app === 'whatsapp');
  showBotFather(app === 'telegram', bots.length > 0);
  // It only came or went: what the buyer is writing stays.
  if (bot && buyer && bot.id === before) showPhoneHead();
  else await loadBuyers();
}

function showBots() {
  byId('bot').replaceChildren(
    ...bots.map((each) =>
      element('option', { value: each.id, selected: each.id === bot?.id }, optionText(each)),
    ),
  );
  byId('bot').disabled = bots.length === 0;
}

/** Bots of the same name are told apart by their user names. */
function optionText({ name, username }) {
  return bots.filter((other) => other.name === name).length > 1 ? `${name} ${username}` : name;
}

async function loadBuyers(wanted = buyer?.id ?? remembered(`${app}-buyer`)) {
  const load = ++buyerLoads;
  const botId = bot?.id;
  const found = bot ? await messenger.listBuyers(bot) : [];
  if (load !== buyerLoads || botId !== bot?.id) return;
  buyers = allBuyers(found, messenger.buyerId);
  buyer = theOne(buyers, wanted) ?? buyers[0];
  byId('buyer').replaceChildren(
    ...buyers.map(({ id, name }) =>
      element('option', { value: id, selected: id === buyer.id }, name),
    ),
    element('option', { value: NEW_BUYER }, 'Another buyer …'),
  );
  await loadChat();
}

async function loadChat() {
  remember(`${app}-bot`, bot?.id);
  remember(`${app}-buyer`, buyer.id);
  showPhoneHead();
  clearComposer();
  setAgentChat(bot?.id, buyer.id);
  const here = (missed = []);
  const messages = bot ? await messenger.messages(bot, buyer) : [];
  // The reader went on to another chat meanwhile.
  if (missed !== here) return;
  missed = null;
  showChat(
    messages,
    bot ? `You are ${buyer.name}. Write to the shop, or pick a question.` : messenger.noShopHint,
  );
  confirmSeen(messages);
  for (const change of here) show(change);
  setNotice('');
}

function showPhoneHead() {
  const name = bot?.name ?? messenger.noShop;
  byId('bot-name').textContent = name;
  byId('bot-avatar').textContent = name.replace('+', '').charAt(0).toUpperCase();
  enableComposer(bot !== null);
  showOwnerBuyer(buyer.name);
  showBotState();
}

function showBotState() {
  const blocked = buyer?.blocked ? 'you blocked this bot' : null;
  byId('bot-state').textContent = blocked ?? (bot ? messenger.stateOf(bot) : '');
  byId('menu').querySelector('[data-action=block]').textContent = buyer?.blocked
    ? 'Unblock the bot'
    : 'Block the bot';
}

/** A page nobody looks at has not read anything; who has answered since has read it before. */
function confirmSeen(messages) {
  if (document.visibilityState !== 'visible' || !bot) return;
  const unread = messages.slice(messages.findLastIndex(({ from }) => from === 'person') + 1);
  for (const { messageId } of unread) messenger.seen(bot, buyer, messageId);
}

/** What happens while a chat is being loaded waits for it. */
function onMessenger(name, activity) {
  if (name !== app) return;
  const change = messenger.changeOf(activity, bot, buyer);
  if (change === null) return;
  if (missed && change.type !== 'shops') missed.push(change);
  else show(change);
}

const SHOW = {
  message: ({ message }) => {
    showMessage(message);
    confirmSeen([message]);
  },
  change: ({ messageId, changes }) => changeMessage(messageId, changes),
  deleted: ({ messageId }) => removeMessage(messageId),
  typing: ({ on = true }) => setTyping(on),
  membership: ({ blocked }) => {
    buyer.blocked = blocked;
    showBotState();
  },
  shops: () => void loadBots(),
};

function show(change) {
  SHOW[change.type]?.(change);
}

/** Runs something the buyer does and says when it fails. @returns {Promise<boolean>} whether it went well */
async function act(work) {
  if (!bot) return false;
  try {
    await work();
    setNotice('');
    for (const card of ['owner', 'botfather']) byId(card).open = false;
    return true;
  } catch (error) {
    setNotice(`Not sent: ${error.message}`);
    return false;
  }
}

const MENU = {
  voice: () => act(() => messenger.sendVoice(bot, buyer)),
  edit: () => {
    const last = lastOwnText();
    if (last) startEditing(last);
  },
  block: () => act(() => messenger.setBlocked(bot, buyer, !buyer.blocked)),
};

function wireComposer() {
  setUpComposer({
    send: (text) => act(() => messenger.send(bot, buyer, text)),
    edit: (messageId, text) => act(() => messenger.edit(bot, buyer, messageId, text)),
    picture: (picture, caption) => act(() => messenger.sendPicture(bot, buyer, picture, caption)),
    typing: () => {
      if (bot) messenger.typing(bot, buyer);
    },
    menu: (action) => void MENU[action]?.(),
  });
}

function wireChoices() {
  byId('app').addEventListener('change', (event) => useApp(event.target.value));
  byId('bot').addEventListener('change', (event) => {
    bot = theOne(bots, event.target.value) ?? null;
    void loadBuyers();
  });
  byId('buyer').addEventListener('change', (event) => {
    if (event.target.value === NEW_BUYER) {
      event.target.value = buyer.id;
      byId('new-buyer').showModal();
      return;
    }
    buyer = theOne(buyers, event.target.value);
    void loadChat();
  });
  byId('new-buyer').addEventListener('close', (event) => {
    if (event.target.returnValue !== 'add') return;
    const { name, language } = event.target.querySelector('form').elements;
    const created = addBuyer(name.value, language.value);
    void loadBuyers(messenger.buyerId(created));
  });
}

/** A dashboard may bring its QR code along in the address: the owner's phone is held to it at once. */
function followAddress() {
  const qr = new URLSearchParams(location.hash.slice(1)).get('scan');
  if (qr === null) return;
  history.replaceState(null, '', location.pathname);
  useApp('whatsapp');
  void scanFromAddress(qr);
}

function start() {
  setUpChat((message) => messenger.pictureOf(message));
  wireComposer();
  wireChoices();
  showExamples((question) => void act(() => messenger.send(bot, buyer, question)));
  setUpOwner({ buyer: () => buyer, onLinked: (number) => void loadBots(number) });
  setUpBotFather({ onMade: (botId) => void loadBots(botId) });
  window.addEventListener('hashchange', followAddress);
  const connectAnew = listen({
    hello: (data) => {
      resetAgent(data);
      useApp(app);
      followAddress();
    },
    messenger: onMessenger,
    agent: addAgentEvent,
    own: setOwn,
    agentState: setAgentState,
    agentShops: setAgentShops,
    match: setMatches,
    lost: () => {
      for (const whose of ['demo', 'own']) setAgentState(whose, 'lost');
    },
  });
  document.addEventListener('visibilitychange', () => {
    confirmSeen(shownMessages());
    // They may come back from signing in to the dashboard.
    const mayKnowMore = document.visibilityState === 'visible' && isUnknownShop();
    if (mayKnowMore && byId('text').value === '') connectAnew();
  });
  void setup().then(({ dashboardUrl }) => {
    if (!dashboardUrl) return;
    byId('dashboard').href = dashboardUrl;
    byId('dashboard').hidden = false;
  });
}

start();
