/** The right side: the agent's work as one card a run, tools with what went in and out, tokens, cost and times. */
import { byId, clock, duration, element, keepAtEnd } from './dom.js';

const STATES = {
  live: ['live', 'live'],
  connecting: ['waiting', 'connecting to IFA …'],
  unreachable: ['waiting', 'IFA does not answer; trying again'],
  refused: ['waiting', 'signing in as the demo seller …'],
  no_agent: ['waiting', 'the demo shop has no agent yet'],
  off: ['off', 'not connected'],
  lost: ['waiting', 'stand-ins do not answer; trying again'],
};
const SHOWN_RUNS = 40;

let events = [];
let chats = {};
let chat = '';
let state = 'connecting';
/** Ids of the tool calls whose details the reader has opened; drawing anew keeps them open. */
const opened = new Set();

/** All that is known at once, at (re)connection. */
export function resetAgent(next) {
  events = [...next.events];
  chats = next.chats;
  setAgentState(next.agent);
  draw();
}

/** One more event. */
export function addAgentEvent(event) {
  events = [...events.slice(-400), event];
  keepAtEnd(byId('runs'), draw);
}

/** Which conversation is which chat. */
export function setMatches(next) {
  chats = next;
  draw();
}

/** The chat that is shown: `<bot id>:<buyer id>`. */
export function setAgentChat(next) {
  chat = next;
  draw();
  byId('runs').scrollTop = byId('runs').scrollHeight;
}

/** @param {keyof typeof STATES} next */
export function setAgentState(next) {
  state = next;
  const [look, words] = STATES[next] ?? STATES.connecting;
  const box = byId('agent-state');
  box.className = `state ${look}`;
  box.textContent = words;
}

/** For the dashboard's lists, not the agent's work. */
const NOT_WORK = new Set(['channel.changed', 'conversation.changed']);

/** Events of another known chat belong to another buyer's phone. */
function isShown({ type, metadata }) {
  if (NOT_WORK.has(type)) return false;
  const known = chats[metadata.conversationId];
  return known === undefined || known === chat;
}

function draw() {
  const runs = new Map();
  for (const event of events.filter(isShown)) {
    const key = event.metadata.runId ?? event.id;
    runs.set(key, [...(runs.get(key) ?? []), event]);
  }
  const cards = [...runs.values()].slice(-SHOWN_RUNS).map(runCard);
  byId('runs').replaceChildren(...(cards.length === 0 ? [emptyText()] : cards));
}

function emptyText() {
  const text =
    state === 'off'
      ? 'This pane needs IFA: start it with npm start. The chat works without it, but nobody answers.'
      : 'Nothing yet. Ask something on the left and watch here.';
  return element('p', { className: 'empty' }, text);
}

function runCard(list) {
  const find = (type) => list.find((event) => event.type === type);
  const started = find('run.started');
  const response = find('response');
  const failed = find('run.failed');
  const givenUp = failed !== undefined && failed.metadata.willRetry !== true;
  const tone = response ? 'good' : givenUp ? 'bad' : 'busy';
  const open = started && !response && !failed;
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

function titleOf(started, response, failed, list) {
  if (!started && !response && !failed) return words(list[0].type);
  const count = started?.metadata.messages ?? 1;
  const what = count === 1 ? 'a message' : `${count} messages`;
  if (response) return `Answered ${what}`;
  if (!failed) return `Answering ${what}`;
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
  const tail = event.type === 'run.failed' ? failureText(kind, willRetry) : event.content;
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

/** `delivery.sent` reads better as "delivery sent". */
function words(type) {
  const text = type.replaceAll(/[._]/g, ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
