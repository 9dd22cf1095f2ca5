/**
 * Sellers with WhatsApp numbers and Telegram bots on a running stack, linked as a seller does it, and buyers who write to
 * them. A scene like that of one shop, so that the same oracle reads it: a person is a number, wherever they write.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { anAgentOf } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { callJson } from '../../support/call-json.js';
import { startStack, type Stack, type StackOptions } from '../../support/apps/processes.js';
import type { ChatMessage, ShopScene } from '../../support/apps/shop-scene.js';

/** Only against hanging: a machine may do other things at the same time. */
const PATIENCE_MS = 5 * 60_000;
const FIRST_NUMBER = 14_155_600_000;
const FIRST_BUYER = 14_155_700_000;

/** Where a buyer writes. */
export type Shop =
  | { platform: 'whatsapp'; channelId: string; number: string; token: string }
  | { platform: 'telegram'; channelId: string; bot: string; token: string };

export type WhatsappShop = Extract<Shop, { platform: 'whatsapp' }>;

export interface ChannelSceneOptions extends StackOptions {
  numbers?: number;
  bots?: number;
  /** `agents.config` of every seller. */
  config?: Record<string, unknown>;
}

export interface ChannelScene extends ShopScene {
  shops: Shop[];
  /** A new buyer of that shop. */
  buyerOf(shop: Shop): number;
  /** Resolves when the number is linked and its socket open. */
  online(shop: Shop): Promise<void>;
  /** Words that must stand in no log: of buyers, codes, keys, tokens. Those that do. */
  told(): string[];
}

/** Starts everything and links every shop. */
export async function openChannelScene(options: ChannelSceneOptions): Promise<ChannelScene> {
  const env = {
    LOG_LEVEL: 'trace',
    RATE_LIMIT_AUTH_PER_MINUTE: '100000',
    RATE_LIMIT_SELLER_PER_MINUTE: '100000',
    ...options.env,
  };
  const stack = await startStack({ ...options, env });
  try {
    const scene = sceneOf(stack);
    await scene.standin('POST', '/anthropic/_control/mode', { mode: 'instant', firstByteMs: 50 });
    for (let n = 0; n < (options.numbers ?? 0); n += 1) {
      const shop = await aNumber(scene, options.config);
      await linkByQr(scene, shop);
      await scene.online(shop);
      scene.shops.push(shop);
    }
    for (let n = 0; n < (options.bots ?? 0); n += 1) {
      scene.shops.push(await linkBot(scene, options.config));
    }
    return scene;
  } catch (error) {
    await stack.close().catch(() => undefined);
    throw error;
  }
}

function sceneOf(stack: Stack): ChannelScene {
  const shopOf = new Map<number, Shop>();
  const shops: Shop[] = [];
  const call = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Record<string, unknown>> =>
    (await callJson(`${stack.standinsUrl}${path}`, method, body)).body;
  const placeOf = (person: number): Shop => {
    const shop = shopOf.get(person);
    if (!shop) throw new Error(`nobody knows the buyer ${person}`);
    return shop;
  };
  const chat = (person: number): Promise<ChatMessage[]> => chatOf(call, placeOf(person), person);
  return {
    stack,
    shops,
    token: '',
    bot: '',
    chat,
    standin: call,
    api: (method, path, body) => callJson(`${stack.apiUrl}${path}`, method, body),
    write: (person, text) => writeTo(call, placeOf(person), { person, text }),
    answer: (person, n = 1, withinMs = PATIENCE_MS) =>
      eventually(
        `answer ${n} to ${person}`,
        async () => (await chat(person)).filter((message) => message.fromBot)[n - 1]?.text,
        withinMs,
      ),
    buyerOf: (shop) => {
      const person = FIRST_BUYER + shopOf.size;
      shopOf.set(person, shop);
      return person;
    },
    online: (shop) => isOnline(stack, call, shop),
    told: () => canariesIn(stack.logs(), shops),
    close: () => stack.close(),
  };
}

/** Of either stand-in. */
const linesOf = z.array(
  z.object({
    from: z.string().optional(),
    mine: z.boolean().optional(),
    text: z.string().nullish(),
  }),
);
const sellerSchema = z.object({ id: z.string() });
let sellers = 0;

type Call = ShopScene['standin'];

async function chatOf(call: Call, shop: Shop, person: number): Promise<ChatMessage[]> {
  if (shop.platform === 'telegram') {
    const path = `/telegram/_control/bots/${shop.bot}/chats/${person}/messages`;
    const { messages } = await call('GET', path);
    return linesOf
      .parse(messages)
      .map(({ from, text }) => ({ fromBot: from === 'bot', text: text ?? '' }));
  }
  const lines = await call('GET', `/whatsapp/_control/lines?number=${person}&with=${shop.number}`);
  return linesOf
    .parse(lines)
    .map(({ mine, text }) => ({ fromBot: mine === false, text: text ?? '' }));
}

async function writeTo(
  call: Call,
  shop: Shop,
  { person, text }: { person: number; text: string },
): Promise<{ update_id: number }> {
  if (shop.platform === 'telegram') {
    const path = `/telegram/_control/bots/${shop.bot}/chats/${person}/messages`;
    const { update } = await call('POST', path, { text, name: `Buyer ${person}` });
    return update as { update_id: number };
  }
  const message = { from: String(person), to: shop.number, text };
  await call('POST', '/whatsapp/_control/send', message);
  return { update_id: 0 };
}

/** The session of a new seller with a shop and an agent. */
async function aSeller(scene: ChannelScene, config: Record<string, unknown> = {}): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const account = { email, password: 'correct horse battery', name: 'Shop Owner' };
  const { status, body } = await scene.api('POST', '/auth/register', account);
  if (status !== 200) throw new Error(`register answered ${status}`);
  const { id } = sellerSchema.parse(body['seller']);
  await anAgentOf(scene.stack.database.dataSource, id, { config });
  return String(body['token']);
}

/** A new seller whose number is not linked yet. */
export async function aNumber(
  scene: ChannelScene,
  config?: Record<string, unknown>,
): Promise<WhatsappShop> {
  const token = await aSeller(scene, config);
  sellers += 1;
  return { platform: 'whatsapp', channelId: '', number: String(FIRST_NUMBER + sellers), token };
}

/**
 * As a seller does it: a click, and the phone held before whatever code is shown until the page says "connected".
 *
 * @returns how often the phone scanned: once, if all is well
 */
export async function linkByQr(scene: ChannelScene, shop: WhatsappShop): Promise<number> {
  const api = (method: string, path: string, body?: unknown) =>
    callJson(`${scene.stack.apiUrl}${path}`, method, body, shop.token);
  const { body } = await api('POST', '/messaging/whatsapp/connect', {});
  shop.channelId = String(body['channelId']);
  const scanned = new Set<unknown>();
  await eventually(
    `the link of ${shop.number}`,
    async () => {
      const { body: shown } = await api('GET', `/messaging/whatsapp/${shop.channelId}/qr`);
      const { qr, status } = shown;
      if (status === 'disconnected') throw new Error(JSON.stringify(shown));
      if (typeof qr === 'string' && !scanned.has(qr)) {
        scanned.add(qr);
        await scene.standin('POST', '/whatsapp/_control/scan-qr', { number: shop.number, qr });
      }
      return status === 'connected';
    },
    PATIENCE_MS,
  );
  return scanned.size;
}

async function linkBot(scene: ChannelScene, config?: Record<string, unknown>): Promise<Shop> {
  const token = await aSeller(scene, config);
  const made = await scene.standin('POST', '/telegram/_control/bots', { name: 'Shop' });
  const botToken = String(made['token']);
  const { status, body } = await callJson(
    `${scene.stack.apiUrl}/messaging/telegram/connect`,
    'POST',
    { botToken },
    token,
  );
  if (status !== 200) throw new Error(`telegram/connect answered ${status}`);
  const channelId = String(body['channelId']);
  return { platform: 'telegram', channelId, bot: String(made['id']), token: botToken };
}

async function isOnline(stack: Stack, call: Call, shop: Shop): Promise<void> {
  if (shop.platform !== 'whatsapp') return;
  await eventually(
    `${shop.number} to be online`,
    async () => {
      const [row] = await stack.database.dataSource.query(
        `select status = 'connected' and lease_until > now() as held from messaging_channels where id = $1`,
        [shop.channelId],
      );
      const accounts = listOf(await call('GET', '/whatsapp/_control/accounts'));
      const account = accounts.find((one) => one['number'] === shop.number);
      return row?.held === true && account?.['online'] === true;
    },
    PATIENCE_MS,
  );
}

const SECRETS = ['privKey', 'rootKey', 'noiseKey', 'linked_devices#', '"2@', ' 2@'];
const WORDS_OF_BUYERS = /no\d+x\d+x/;

function canariesIn(logs: string, shops: Shop[]): string[] {
  const tokens = shops.flatMap((shop) => (shop.platform === 'telegram' ? [shop.token] : []));
  const found = [...SECRETS, ...tokens].filter((secret) => logs.includes(secret));
  return [...found, ...(WORDS_OF_BUYERS.exec(logs) ?? [])];
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value : [];
}
