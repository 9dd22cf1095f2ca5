/**
 * The demo seller of a development start: an account with a connected shop, an agent and a Telegram bot. Made only by
 * what anybody could do by hand: the public API and the stand-ins' own pages. Every step is skipped when it is done
 * already, so it may run at each start.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { apiCaller, mustBeOk } from './api-caller.mjs';

export const DEMO_EMAIL = 'demo@ifa.example';
const SYNC_WITHIN_MS = 90_000;

/** @typedef {{ url: string, config: any, password: string }} SeedRequest config is AppConfig */
/** @typedef {{ email: string, password: string, products: number, bot: string | null }} Demo */
/** @param {SeedRequest} request @param {(text: string) => void} detail @returns {Promise<Demo>} */
export async function seedDemo({ url, config, password }, detail) {
  const call = await signIn(url, password);
  if (config.etsy.standin) await connectEtsy(call);
  const products = await syncProducts(call);
  await provisionAgent(call);
  const bot = config.telegram.standin
    ? await connectBot(call, `${config.standins.url}/telegram`)
    : null;
  await confirmAddress(call, config.standins.url);
  detail(`${products} products, agent is active${bot === null ? '' : `, Telegram bot @${bot}`}`);
  return { email: DEMO_EMAIL, password, products, bot };
}

/** @param {string} url @param {string} password @returns {Promise<import('./api-caller.mjs').Call>} */
async function signIn(url, password) {
  const call = apiCaller(url);
  const login = await call('POST', '/auth/login', { email: DEMO_EMAIL, password });
  if (login.status === 200) return apiCaller(url, login.body.token);
  const account = { email: DEMO_EMAIL, password, name: 'Demo seller' };
  const created = await call('POST', '/auth/register', account);
  if (created.status === 400 && login.status === 401) {
    throw new Error(`${DEMO_EMAIL} exists with another password than the one kept here`);
  }
  return apiCaller(url, mustBeOk(created, 'register').token);
}

/** Opens the link of the mail, when the stand-ins' mailbox has it. @param {import('./api-caller.mjs').Call} call @param {string} standins */
async function confirmAddress(call, standins) {
  const { seller } = mustBeOk(await call('GET', '/auth/me'), 'me');
  if (seller.emailVerified) return;
  const mailbox = await apiCaller(standins)('GET', `/mail/messages?to=${DEMO_EMAIL}`);
  const mails = mailbox.status === 200 ? mailbox.body.mails : [];
  const token = mails
    .map(
      (/** @type {{ text: string }} */ { text }) => /verify-email#token=([\w-]+)/.exec(text)?.[1],
    )
    .find(Boolean);
  if (token !== undefined) await call('POST', '/auth/verify-email', { token });
}

/** Walks the consent page as a browser would: follow the address, press "allow", follow the way back. @param {import('./api-caller.mjs').Call} call */
async function connectEtsy(call) {
  const state = mustBeOk(await call('GET', '/etsy/oauth/connection'), 'connection');
  if (state.connected && state.connection.status === 'active') return;
  const started = await call('GET', '/etsy/oauth/authorize');
  const { cookie } = started;
  const { redirectUrl } = mustBeOk(started, 'authorize');
  const page = await (await fetch(redirectUrl)).text();
  const action = new URL(/<form[^>]* action="([^"]+)"/.exec(page)?.[1] ?? '', redirectUrl);
  const form = {
    method: 'POST',
    body: allowFields(page),
    redirect: /** @type {const} */ ('manual'),
  };
  const back = locationOf(await fetch(action, form));
  const landed = locationOf(await fetch(back, { redirect: 'manual', headers: { cookie } }));
  if (!landed.includes('etsy_connected=true')) {
    throw new Error(`connecting Etsy ended at ${landed}`);
  }
}

/** What a browser sends when "allow" is pressed. @param {string} page */
function allowFields(page) {
  const fields = new URLSearchParams({ decision: 'allow' });
  const hidden = /<input type="hidden" name="([^"]+)" value="([^"]*)">/g;
  for (const [, name = '', value = ''] of page.matchAll(hidden)) {
    fields.set(name, unescapeHtml(value));
  }
  return fields;
}

/** @param {Response} response */
function locationOf(response) {
  const location = response.headers.get('location');
  if (location === null) {
    throw new Error(`${response.url} answered ${response.status} instead of going on`);
  }
  return location;
}

/** @param {string} text */
const unescapeHtml = (text) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** @param {import('./api-caller.mjs').Call} call @returns {Promise<number>} products in the shop */
async function syncProducts(call) {
  const deadline = Date.now() + SYNC_WITHIN_MS;
  let sync = (await isSynced(call))
    ? null
    : mustBeOk(await call('POST', '/products/sync'), 'sync').sync;
  while (sync?.status === 'running' && Date.now() < deadline) {
    await sleep(1_000);
    if (await isSynced(call)) sync = null;
  }
  return Number(mustBeOk(await call('GET', '/products?limit=1'), 'products').total);
}

/** @param {import('./api-caller.mjs').Call} call */
async function isSynced(call) {
  const { connection } = mustBeOk(await call('GET', '/etsy/oauth/connection'), 'connection');
  return Boolean(connection?.lastSyncAt);
}

/** @param {import('./api-caller.mjs').Call} call */
async function provisionAgent(call) {
  const present = await call('GET', '/agents/me');
  if (present.status === 200 && present.body?.agent) return;
  mustBeOk(await call('POST', '/agents/provision'), 'provision');
}

/** @param {import('./api-caller.mjs').Call} call @param {string} telegram @returns {Promise<string | null>} the bot's user name */
async function connectBot(call, telegram) {
  const standin = apiCaller(telegram);
  const { channels } = mustBeOk(await call('GET', '/messaging/channels'), 'channels');
  const linked = channels.some(
    (/** @type {any} */ one) => one.platform === 'telegram' && one.status === 'connected',
  );
  const { bots } = mustBeOk(await standin('GET', '/_control/bots'), 'bots');
  if (linked && bots.length > 0) return bots[0].username ?? null;
  const { token, username } = mustBeOk(
    await standin('POST', '/_control/bots', { name: 'Demo shop' }),
    'new bot',
  );
  mustBeOk(await call('POST', '/messaging/telegram/connect', { botToken: token }), 'telegram');
  return username ?? null;
}
