/** The right side: the agent's work as one card a run, tools with what went in and out, tokens, cost and times. */
import { byId, clock, duration, element, keepAtEnd } from './dom.js';
import { agentNow, isKnownShop, noteOwn, noteShops, noteState, resetWatch } from './watched.js';

const KEPT = 800;
const SHOWN_RUNS = 40;

let events = [];
let chats = {};
let chat = { botId: '', buyerId: '' };
let isDrawing = false;
/** Ids of the tool calls whose details the reader has opened; drawing anew keeps them open. */
const opened = new Set();

/** All that is known at once, at (re)connection. */
export function resetAgent({ events: past, chats: known, agent, shops }) {
  events = past.map((event) => ({ ...event, whose: 'demo' }));
  chats = known;
  resetWatch(agent, shops);
  draw();
}

/** One more event; many at once are drawn together. */
export function addAgentEvent(event) {
  if (events.some(({ id }) => id === event.id)) return;
  events = [...events.slice(-KEPT), event];
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    keepAtEnd(byId('runs'), draw);
  });
}

/** Which conversation is which chat. */
export function setMatches(next) {
  chats = next;
  draw();
}

/** The chat that is shown. */
export function setAgentChat(botId, buyerId) {
  chat = { botId: String(botId ?? ''), buyerId };
  draw();
  byId('runs').scrollTop = byId('runs').scrollHeight;
}

/** Somebody is signed in to the dashboard in this browser. */
export function setOwn({ seller }) {
  noteOwn(seller);
  draw();
}

export function setAgentState(whose, state) {
  noteState(whose, state);
  draw();
}

/** The bots and numbers an agent answers on. */
export function setAgentShops(whose, shops) {
  noteShops(whose, shops);
  draw();
}

/** Whether the shown shop's agent cannot be watched from here as things are. */
export const isUnknownShop = () => chat.botId !== '' && !isKnownShop(chat.botId);

/** For the dashboard's lists, not the agent's work. */
const NOT_WORK = new Set(['channel.changed', 'conversation.changed']);

/** Events of another agent, or of another known chat, belong to another phone. */
function isShown({ type, metadata, whose }) {
  if (NOT_WORK.has(type) || whose !== agentNow(chat.botId).whose) return false;
  const known = chats[metadata.conversationId];
  return known === undefined || known === `${chat.botId}:${chat.buyerId}`;
}

function draw() {
  const { look, words: stateWords, explain } = agentNow(chat.botId);
  byId('agent-state').className = `state ${look}`;
  byId('agent-state').textContent = stateWords;
  byId('agent-explain').textContent = explain;
  const runs = new Map();
  for (const event of events.filter(isShown)) {
    const key = event.metadata.runId ?? event.id;
    runs.set(key, [...(runs.get(key) ?? []), event]);
  }
  const cards = [...runs.values()].slice(-SHOWN_RUNS).map(runCard);
  byId('runs').replaceChildren(...(cards.length === 0 ? [emptyText()] : cards));
}

function emptyText() {
  return element('p', { className: 'empty' }, agentNow(chat.botId).empty);
}

function runCard(list) {
  const find = (type) => list.find((event) => event.type === type);
  const started = find('run.started');
  const response = find('response');
  const failed = find('run.failed');
  const givenUp = failed !== undefined && failed.metadata.willRetry !== true;
  const tone = response ? 'good' : givenUp ? 'bad' : 'busy';
  const open = started && ![response, failed].some(Boolean) && !isStopped(list);
  return element(
    'article',
    { className: `run ${tone}` },
    element(
      'header',
      {},
      element('h3', {}, titleOf(started, response, failed, list)),
      element('time', {}, clock(list[0].createdAt, true)),
    ),
    element(
      'ol',
      {},
      ...steps(list),
      open ? element('li', { className: 'thinking' }, 'working …') : null,
    ),
    response ? figures(response.metadata, list) : null,
  );
}

const messages = (n) => (n === 1 ? 'a message' : `${n} messages`);

/** A human took over while the answer was written. */
const isStopped = (list) => list.some(({ type }) => type === 'run.superseded');

function titleOf(started, response, failed, list) {
  if (!started && !response && !failed) return words(list[0].type);
  const what = messages(started?.metadata.messages ?? 1);
  if (response) return `Answered ${what}`;
  if (!failed) return isStopped(list) ? `Left ${what} to the shop` : `Answering ${what}`;
  return failed.metadata.willRetry ? `Will try ${what} again` : `Could not answer ${what}`;
}

function steps(list) {
  const results = new Map(
    list
      .filter(({ type }) => type === 'tool_result')
      .map((event) => [event.metadata.toolUseId, event]),
  );
  const paired = new Set();
  return list
    .map((event) => {
      if (event.type === 'run.started') return startStep(event);
      if (event.type === 'tool_use') {
        const result = results.get(event.metadata.toolUseId) ?? nextResult(list, event, paired);
        if (result) paired.add(result);
        return toolStep(event, result);
      }
      if (event.type === 'tool_result' && paired.has(event)) return null;
      return otherStep(event);
    })
    .filter((step) => step !== null);
}

/** The result that follows, when ids do not tell. */
function nextResult(list, use, paired) {
  const after = list.slice(list.indexOf(use));
  return after.find(
    (event) =>
      event.type === 'tool_result' &&
      !paired.has(event) &&
      event.metadata.tool === use.metadata.tool,
  );
}

function startStep({ metadata }) {
  if (metadata.warm === undefined) return null;
  const text = metadata.warm ? 'its process was waiting, warm' : 'a new process was started';
  return element('li', { className: 'quiet' }, text);
}

function toolStep(use, result) {
  const { input = {} } = use.metadata;
  const tool = String(use.metadata.tool ?? use.content).replace(/^mcp__\w+?__/, '');
  const details = element(
    'details',
    { open: opened.has(use.id) },
    element(
      'summary',
      {},
      element('code', { className: 'tool-name' }, tool),
      element('span', { className: 'tool-input' }, inputText(input)),
      element('small', {}, result ? resultText(result.metadata) : '…'),
    ),
    element('pre', {}, JSON.stringify(input, null, 2)),
    result?.content ? element('pre', {}, result.content) : null,
  );
  details.addEventListener('toggle', () => opened[details.open ? 'add' : 'delete'](use.id));
  return element(
    'li',
    { className: `tool ${result?.metadata.ok === false ? 'bad' : ''}` },
    details,
  );
}

function resultText({ ok, ms, bytes }) {
  return [
    ok === false ? 'failed' : null,
    typeof ms === 'number' ? duration(ms) : null,
    typeof bytes === 'number' ? size(bytes) : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function inputText(input) {
  if (typeof input !== 'object' || input === null) return '';
  return Object.entries(input)
    .map(
      ([name, value]) =>
        `${name}: ${typeof value === 'string' ? `“${value}”` : JSON.stringify(value)}`,
    )
    .join(', ');
}

function otherStep(event) {
  if (event.type === 'response') {
    return element(
      'li',
      { className: 'answer' },
      element('p', {}, event.content.replaceAll('**', '')),
    );
  }
  const { class: kind, willRetry } = event.metadata;
  const said = WORDS[event.type] ? '' : event.content;
  const tail = event.type === 'run.failed' ? failureText(kind, willRetry) : said;
  return element(
    'li',
    { className: event.type === 'run.failed' ? 'bad' : 'quiet' },
    [words(event.type), tail].filter(Boolean).join(': '),
  );
}

const failureText = (kind, willRetry) =>
  `${kind ?? 'unknown reason'}, ${willRetry ? 'it will try again' : 'it will not try again'}`;

function figures(metadata, list) {
  const span = new Date(list.at(-1).createdAt) - new Date(list[0].createdAt);
  const ms = typeof metadata.ms === 'number' ? metadata.ms : span;
  const rows = [
    ['Time', duration(ms)],
    ['Tokens in', count(metadata.inputTokens)],
    ['from cache', count(metadata.cachedTokens)],
    ['out', count(metadata.outputTokens)],
    ['Cost', money(metadata.costMicros)],
  ];
  return element(
    'dl',
    {},
    ...rows
      .filter(([, value]) => value !== null)
      .map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', {}, value)),
      ),
  );
}

const count = (value) => (typeof value === 'number' ? value.toLocaleString('en') : null);
const money = (micros) => (typeof micros === 'number' ? `$${(micros / 1e6).toFixed(4)}` : null);
const size = (bytes) => (bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} kB`);

/** What does not read well as it is. */
const WORDS = { 'agent.provisioned': 'The agent is ready' };

/** `delivery.sent` reads better as "delivery sent". */
function words(type) {
  if (WORDS[type]) return WORDS[type];
  const text = type.replaceAll(/[._]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
