/**
 * Ratchets under load, in the whole product on one worker: one buyer who writes to several sellers at once, and one chat
 * in which both sides write at once. A lost step of a ratchet shows as a message that one side cannot read at first;
 * retries would hide it in the end, so those are counted too.
 */
import { z } from 'zod';
import { callJson } from '../../support/call-json.js';
import { eventually } from '../../support/eventually.js';
import { openChannelScene, type ChannelScene, type WhatsappShop } from './channel-scene.js';

export interface BusyChatsOptions {
  sellers: number;
  /** From the buyer to each seller. */
  messages: number;
  /** Each way, in one chat. */
  burst: number;
}

export interface BusyChatsOutcome {
  /** What is not as it was written, or not in that order: by seller, in the inbox and on the buyer's phone. */
  wrong: string[];
  answered: number;
  unreadable: { byPhones: number; byDevices: number };
  unsettled: number;
  told: string[];
}

const BUYER = '14155799999';
const LAST_WORD = 'reply and goodbye';
const PATIENCE_MS = 10 * 60_000;

export async function runBusyChats(options: BusyChatsOptions): Promise<BusyChatsOutcome> {
  const scene = await openChannelScene({
    numbers: options.sellers,
    config: { debounceMs: 500, buyerMessagesPerMinute: 100_000, buyerMessagesPerDay: 100_000 },
  });
  try {
    const shops = scene.shops.flatMap((shop) => (shop.platform === 'whatsapp' ? [shop] : []));
    const told = await writeToAll(scene, shops, options.messages);
    const answered = await untilSettled(scene);
    const [first] = shops;
    if (!first) throw new Error('no number was linked');
    const replies = await writeBothWays(scene, first, options.burst);
    told.get(first)?.push(...questions(first, 'burst', options.burst));
    await untilSettled(scene);
    const wrong: string[] = [];
    for (const shop of shops) wrong.push(...(await differences(scene, shop, told.get(shop) ?? [])));
    wrong.push(...(await repliesAmiss(scene, first, replies)));
    return {
      wrong,
      answered,
      unreadable: unreadableOf.parse(await scene.standin('GET', '/whatsapp/_control/unreadable')),
      unsettled: await count(scene, UNSETTLED),
      told: scene.told(),
    };
  } finally {
    await scene.close();
  }
}

const unreadableOf = z.object({ byPhones: z.number(), byDevices: z.number() });
const linesOf = z.array(z.object({ text: z.string().nullable(), mine: z.boolean() }));
const UNSETTLED = `select count(*) from deliveries where status in ('failed', 'unknown')`;
const OPEN = `select (select count(*) from agent_inbox where status in ('queued', 'processing'))
  + (select count(*) from deliveries where status in ('pending', 'sending') and channel_id is not null)
  + (select count(*) from wa_inbound) as count`;

function questions(shop: WhatsappShop, name: string, n: number): string[] {
  return Array.from({ length: n }, (_, i) => `${name} ${i} for ${shop.number}`);
}

async function writeAll(scene: ChannelScene, shop: WhatsappShop, texts: string[]): Promise<void> {
  for (const text of texts) {
    await scene.standin('POST', '/whatsapp/_control/send', { from: BUYER, to: shop.number, text });
  }
}

async function writeToAll(
  scene: ChannelScene,
  shops: WhatsappShop[],
  messages: number,
): Promise<Map<WhatsappShop, string[]>> {
  const told = new Map(shops.map((shop) => [shop, questions(shop, 'question', messages)]));
  await Promise.all([...told].map(([shop, texts]) => writeAll(scene, shop, texts)));
  await arrived(scene, shops.length * messages);
  return told;
}

/** The seller answers by hand while the buyer writes, and has the last word: what came later would wait for them. */
async function writeBothWays(
  scene: ChannelScene,
  shop: WhatsappShop,
  burst: number,
): Promise<string[]> {
  const [row] = await scene.stack.database.dataSource.query(
    `select id from conversations where channel_id = $1`,
    [shop.channelId],
  );
  const before = await count(scene, `select count(*) from agent_inbox`);
  const replies = Array.from({ length: burst }, (_, i) => `reply ${i}`);
  const url = `${scene.stack.apiUrl}/conversations/${row.id}/reply`;
  const reply = async (text: string): Promise<unknown> =>
    callJson(url, 'POST', { text }, shop.token);
  const answer = async (): Promise<void> => {
    for (const text of replies) await reply(text);
  };
  await Promise.all([answer(), writeAll(scene, shop, questions(shop, 'burst', burst))]);
  await arrived(scene, before + burst);
  await reply(LAST_WORD);
  return [...replies, LAST_WORD];
}

async function arrived(scene: ChannelScene, messages: number): Promise<void> {
  const here = async (): Promise<boolean> =>
    (await count(scene, `select count(*) from agent_inbox`)) >= messages;
  await eventually('all messages in the inbox', here, PATIENCE_MS);
}

/** @returns how many messages were sent to buyers so far */
async function untilSettled(scene: ChannelScene): Promise<number> {
  await eventually('rest', async () => (await count(scene, OPEN)) === 0, PATIENCE_MS);
  return count(scene, `select count(*) from deliveries where channel_id is not null`);
}

async function differences(
  scene: ChannelScene,
  shop: WhatsappShop,
  told: string[],
): Promise<string[]> {
  const query = (sql: string): Promise<{ text: string }[]> =>
    scene.stack.database.dataSource.query(sql, [shop.channelId]);
  const inbox = await query(
    `select payload->>'text' as text from agent_inbox where channel_id = $1 order by seq`,
  );
  const sent = await query(
    `select d.body as text from deliveries d where d.channel_id = $1 and d.author <> 'phone' order by d.seq`,
  );
  const got = await onThePhone(scene, shop);
  return [
    ...compare(`inbox of ${shop.number}`, inbox, told),
    ...compare(
      `what ${shop.number} sent`,
      got,
      sent.map(({ text }) => text),
    ),
  ];
}

async function onThePhone(scene: ChannelScene, shop: WhatsappShop): Promise<{ text: string }[]> {
  const path = `/whatsapp/_control/lines?number=${BUYER}&with=${shop.number}`;
  return linesOf
    .parse(await scene.standin('GET', path))
    .filter(({ mine }) => !mine)
    .map(({ text }) => ({ text: text ?? '' }));
}

/** All of them, once each, in order; the agent's own answers may stand between. */
async function repliesAmiss(
  scene: ChannelScene,
  shop: WhatsappShop,
  replies: string[],
): Promise<string[]> {
  const got = (await onThePhone(scene, shop)).filter(({ text }) => text.startsWith('reply '));
  return compare('replies on the phone', got, replies);
}

function compare(what: string, got: { text: string }[], wanted: string[]): string[] {
  const texts = got.map(({ text }) => text);
  if (texts.length === wanted.length && texts.every((text, i) => text === wanted[i])) return [];
  const at = texts.findIndex((text, i) => text !== wanted[i]);
  return [`${what}: ${texts.length} of ${wanted.length}, differs at ${at}`];
}

async function count(scene: ChannelScene, sql: string): Promise<number> {
  const [row] = await scene.stack.database.dataSource.query(sql);
  return Number(row.count);
}
