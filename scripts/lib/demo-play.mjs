/** One question of a made-up buyer, through Telegram's stand-in to the shop's agent and back. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiCaller, mustBeOk } from './api-caller.mjs';
import { DEMO_EMAIL } from './demo-seed.mjs';
import { developmentSecrets, ensureDataDir, givenEnvironment } from './environment.mjs';
import { readJson } from './locks.mjs';
import { inRoot } from './paths.mjs';
import { isAlive } from './processes.mjs';
import { bold, dim, duration, say, UserError } from './ui.mjs';

/** @typedef {{ url: string, standinsUrl: string, stop: () => Promise<void> }} Running */

const START_WITHIN_MS = 600_000;
const ANSWER_WITHIN_MS = 60_000;

/** @param {string} question empty: one about a real product of the shop */
export async function playDemo(question) {
  const dataDir = ensureDataDir(givenEnvironment());
  const running = (await findRunning(dataDir)) ?? (await startOne(dataDir));
  try {
    await ask(running, developmentSecrets(dataDir).demoPassword, question);
  } finally {
    await running.stop();
  }
}

/** @param {string} dataDir @returns {Promise<Running | null>} */
async function findRunning(dataDir) {
  const lock = readJson(path.join(dataDir, 'run', 'start.lock'));
  if (lock === null || !isAlive(lock) || lock['dataDir'] !== dataDir) return null;
  if (typeof lock['url'] !== 'string') return null;
  if (typeof lock['standinsUrl'] !== 'string') {
    throw new UserError('The running IFA has no stand-ins, so there is no buyer to play.');
  }
  return { url: lock['url'], standinsUrl: lock['standinsUrl'], stop: async () => undefined };
}

/** @param {string} dataDir @returns {Promise<Running>} */
async function startOne(dataDir) {
  const child = spawn(process.execPath, [inRoot('scripts', 'start.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  const deadline = Date.now() + START_WITHIN_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const found = await findRunning(dataDir);
    if (found !== null) return { ...found, stop };
    await sleep(200);
  }
  await stop();
  throw new UserError('IFA did not start; see the lines above.');
}

/** @param {Running} running @param {string} password @param {string} given */
async function ask({ url, standinsUrl }, password, given) {
  const login = mustBeOk(
    await apiCaller(url)('POST', '/auth/login', { email: DEMO_EMAIL, password }),
    'login',
  );
  const api = apiCaller(url, login.token);
  const telegram = apiCaller(`${standinsUrl}/telegram`);
  const { bots } = mustBeOk(await telegram('GET', '/_control/bots'), 'bots');
  const bot = bots[0];
  if (bot === undefined) {
    throw new UserError('The demo shop has no Telegram bot yet; run npm start once.');
  }
  const question = given || (await questionAboutTheShop(api));
  const chat = `/_control/bots/${bot.id}/chats/${700_000_000 + (Date.now() % 100_000_000)}/messages`;
  const startedAt = Date.now();
  say(`\n${bold('buyer')}   ${question}`);
  mustBeOk(await telegram('POST', chat, { text: question, name: 'Robin' }), 'message');
  const answers = await waitForAnswer(telegram, chat);
  for (const line of await toolLines(api, startedAt)) say(dim(`tool    ${line}`));
  for (const text of answers) say(`${bold('shop')}    ${text.replaceAll('\n', '\n        ')}`);
  say(
    dim(
      `\nanswered in ${duration(Date.now() - startedAt)}, on Telegram's stand-in, by @${bot.username}\n`,
    ),
  );
}

/** @param {import('./api-caller.mjs').Call} api */
async function questionAboutTheShop(api) {
  const { products } = mustBeOk(await api('GET', '/products?state=active&limit=20'), 'products');
  const product =
    products.find((/** @type {any} */ one) => Number(one.quantity) > 0) ?? products[0];
  if (product === undefined) throw new UserError('The demo shop has no products yet.');
  const name = String(product.title)
    .split(/[,|(–-]/)[0]
    ?.trim();
  return `Hi! Is the ${name} still in stock, and what does it cost?`;
}

/** What the shop wrote in this chat, once it has been silent for a moment. @param {import('./api-caller.mjs').Call} telegram @param {string} chat @returns {Promise<string[]>} */
async function waitForAnswer(telegram, chat) {
  const deadline = Date.now() + ANSWER_WITHIN_MS;
  let known = 0;
  while (Date.now() < deadline) {
    const { messages } = mustBeOk(await telegram('GET', chat), 'chat');
    const answers = messages.filter((/** @type {any} */ one) => one.from === 'bot' && one.text);
    if (answers.length > 0 && answers.length === known) {
      return answers.map((/** @type {any} */ one) => String(one.text));
    }
    known = answers.length;
    await sleep(700);
  }
  throw new UserError('No answer within a minute. See the logs of worker and api.');
}

/** @param {import('./api-caller.mjs').Call} api @param {number} sinceMs @returns {Promise<string[]>} */
async function toolLines(api, sinceMs) {
  const { events } = mustBeOk(await api('GET', '/agents/me/events?limit=50'), 'events');
  const fresh = events.filter(
    (/** @type {any} */ one) =>
      one.eventType === 'tool_use' && Date.parse(one.createdAt) >= sinceMs - 1_000,
  );
  return fresh
    .toReversed()
    .map((/** @type {any} */ one) => `${one.content} ${JSON.stringify(one.metadata?.input ?? {})}`);
}
