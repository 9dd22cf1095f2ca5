/** Questions of made-up buyers, through Telegram's stand-in to the shop's agent and back. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiCaller, mustBeOk } from './api-caller.mjs';
import { DEMO_TALKS } from './demo-questions.mjs';
import { DEMO_EMAIL } from './demo-seed.mjs';
import { developmentSecrets, ensureDataDir, givenEnvironment } from '../setup/environment.mjs';
import { readJson } from '../run/locks.mjs';
import { inRoot } from '../paths.mjs';
import { isAlive } from '../run/processes.mjs';
import { bold, dim, duration, say, UserError } from '../ui.mjs';

/** @typedef {{ url: string, standinsUrl: string, stop: () => Promise<void> }} Running */

const START_WITHIN_MS = 600_000;
const ANSWER_WITHIN_MS = 60_000;

/** @param {string} question empty: one about a real product of the shop @param {boolean} all ask DEMO_TALKS instead */
export async function playDemo(question, all = false) {
  const dataDir = ensureDataDir(givenEnvironment());
  const running = (await findRunning(dataDir)) ?? (await startOne(dataDir));
  try {
    const shop = await enter(running, developmentSecrets(dataDir).demoPassword);
    if (all) await askAll(shop);
    else await ask(shop, newBuyer('Robin'), question || (await questionAboutTheShop(shop.api)));
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

/** @typedef {import('./api-caller.mjs').Call} Call */
/** @typedef {{ api: Call, telegram: Call, bot: { id: number, username: string } }} Shop */
/** @typedef {{ id: number, name: string, language: string }} Buyer */

/** @param {Running} running @param {string} password @returns {Promise<Shop>} */
async function enter({ url, standinsUrl }, password) {
  const login = mustBeOk(
    await apiCaller(url)('POST', '/auth/login', { email: DEMO_EMAIL, password }),
    'login',
  );
  const telegram = apiCaller(`${standinsUrl}/telegram`);
  const { bots } = mustBeOk(await telegram('GET', '/_control/bots'), 'bots');
  const bot = bots[0];
  if (bot === undefined) {
    throw new UserError('The demo shop has no Telegram bot yet; run npm start once.');
  }
  return { api: apiCaller(url, login.token), telegram, bot };
}

/** Somebody who has never written before. @param {string} name @param {string} [language] @returns {Buyer} */
const newBuyer = (name, language = 'en') => ({
  id: 100_000_000 + Math.floor(Math.random() * 900_000_000),
  name,
  language,
});

/** Every talk by a buyer of its own, its questions one after the other. @param {Shop} shop */
async function askAll(shop) {
  /** @type {number[]} */
  const times = [];
  for (const { about, name, language, questions } of DEMO_TALKS) {
    const buyer = newBuyer(name, language);
    for (const question of questions) {
      say(dim(`\n${about}`));
      times.push(await ask(shop, buyer, question));
    }
  }
  const sorted = times.toSorted((a, b) => a - b);
  say(
    `${times.length} questions answered; the middle one took ${duration(sorted[sorted.length >> 1] ?? 0)}, the slowest ${duration(sorted.at(-1) ?? 0)}\n`,
  );
}

/** Prints question, tools and answer. @param {Shop} shop @param {Buyer} buyer @param {string} question @returns {Promise<number>} ms until the answer stood in the chat */
async function ask({ api, telegram, bot }, buyer, question) {
  const chat = `/_control/bots/${bot.id}/chats/${buyer.id}/messages`;
  say(`\n${bold('buyer')}   ${question}`);
  const { message } = mustBeOk(
    await telegram('POST', chat, {
      text: question,
      name: buyer.name,
      languageCode: buyer.language,
    }),
    'message',
  );
  const answers = await waitForAnswer(telegram, `${chat}?after=${message.messageId}`);
  for (const line of await toolLines(api, message.atMs)) say(dim(`tool    ${line}`));
  for (const { text } of answers) say(`${bold('shop')}    ${text.replaceAll('\n', '\n        ')}`);
  const tookMs = Number(answers[0]?.atMs) - message.atMs;
  say(dim(`\nanswered in ${duration(tookMs)}, on Telegram's stand-in, by @${bot.username}\n`));
  return tookMs;
}

/** @param {Call} api */
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

/** What the shop wrote in this chat, once it has been silent for a moment. @param {Call} telegram @param {string} chat @returns {Promise<{ text: string, atMs: number }[]>} */
async function waitForAnswer(telegram, chat) {
  const deadline = Date.now() + ANSWER_WITHIN_MS;
  let known = 0;
  while (Date.now() < deadline) {
    const { messages } = mustBeOk(await telegram('GET', chat), 'chat');
    const answers = messages.filter((/** @type {any} */ one) => one.from === 'bot' && one.text);
    if (answers.length > 0 && answers.length === known) return answers;
    known = answers.length;
    await sleep(700);
  }
  throw new UserError('No answer within a minute. See the logs of worker and api.');
}

/** @param {Call} api @param {number} sinceMs @returns {Promise<string[]>} */
async function toolLines(api, sinceMs) {
  const { events } = mustBeOk(await api('GET', '/agents/me/events?limit=50'), 'events');
  const fresh = events.filter(
    (/** @type {any} */ one) =>
      one.eventType === 'tool_use' && Date.parse(one.createdAt) >= sinceMs,
  );
  return fresh
    .toReversed()
    .map((/** @type {any} */ one) => `${one.content} ${JSON.stringify(one.metadata?.input ?? {})}`);
}
