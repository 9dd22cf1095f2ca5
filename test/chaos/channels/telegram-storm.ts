/**
 * Many bots at once by webhook: one update in ten is delivered again, and every few sends Telegram says 429, or hangs up
 * before or after it took the message.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { eventually } from '../../support/eventually.js';
import { judge, type SentMessage, type Verdict } from '../turn-oracle.js';
import { openChannelScene, type ChannelScene } from './channel-scene.js';
import { untilAtRest, wordsOf } from './drain.js';

export interface StormOptions {
  bots: number;
  updates: number;
  /** Over how long they come in. */
  durationMs: number;
  /** One fault for so many updates. */
  faultEvery: number;
  drainWithinMs: number;
}

export interface StormOutcome {
  verdict: Verdict;
  drainedMs: number | null;
  redelivered: number;
  /** Sends that Telegram refused, and those at which it hung up. */
  faults: Record<string, number>;
  /** Answers that came twice into a chat. */
  doubleSends: number;
  told: string[];
}

const REDELIVERED_EVERY = 10;
const PATIENCE_MS = 5 * 60_000;
const attempts = z.array(z.object({ updateId: z.number(), status: z.number() }));
const FAULTS = [
  { name: '429', fault: { status: 429, retryAfterSeconds: 1 } },
  { name: 'hung up after', fault: { drop: true, applied: true } },
  { name: '500', fault: { status: 500 } },
  { name: 'hung up before', fault: { drop: true, applied: false } },
];

export async function runTelegramStorm(options: StormOptions): Promise<StormOutcome> {
  const scene = await openChannelScene({
    bots: options.bots,
    webhooks: true,
    config: { debounceMs: 500, buyerMessagesPerMinute: 100_000, buyerMessagesPerDay: 100_000 },
  });
  try {
    const faults: Record<string, number> = {};
    const { sent, redelivered } = await writeAll(scene, options, faults);
    const drainedMs = await untilAtRest(scene, sent, options.drainWithinMs);
    await scene.standin('DELETE', '/telegram/_control/faults');
    const verdict = await judge(scene, sent);
    const doubleSends = await countDoubles(scene, sent);
    return { verdict, drainedMs, redelivered, faults, doubleSends, told: scene.told() };
  } finally {
    await scene.close();
  }
}

async function writeAll(
  scene: ChannelScene,
  options: StormOptions,
  faults: Record<string, number>,
): Promise<{ sent: SentMessage[]; redelivered: number }> {
  const people = scene.shops.map((shop) => ({ shop, person: scene.buyerOf(shop) }));
  const sent: SentMessage[] = [];
  const echoes = new Map<number, string>();
  for (let index = 0; index < options.updates; index += 1) {
    const place = people[index % people.length];
    if (place?.shop.platform !== 'telegram') continue;
    const message = wordsOf(place.person, Math.floor(index / people.length) + 1);
    const { update_id: updateId } = await scene.write(place.person, message.words);
    sent.push(message);
    if (index % REDELIVERED_EVERY === 0) echoes.set(updateId, place.shop.bot);
    if (index % options.faultEvery === 0) await addFault(scene, index / options.faultEvery, faults);
    await sleep(options.durationMs / options.updates);
  }
  return { sent, redelivered: await redeliverAll(scene, echoes) };
}

async function addFault(
  scene: ChannelScene,
  n: number,
  faults: Record<string, number>,
): Promise<void> {
  const next = FAULTS[n % FAULTS.length];
  if (!next) return;
  const fault = { method: 'sendMessage', ...next.fault };
  await scene.standin('POST', '/telegram/_control/faults', fault);
  faults[next.name] = (faults[next.name] ?? 0) + 1;
}

/** Each once more, after it has arrived: Telegram lets no update overtake an earlier one of its chat. @returns how many */
async function redeliverAll(scene: ChannelScene, echoes: Map<number, string>): Promise<number> {
  let redelivered = 0;
  await eventually(
    'the repeats',
    async () => {
      for (const updateId of await arrived(scene)) {
        const bot = echoes.get(updateId);
        if (bot === undefined || (await redeliver(scene, bot, updateId)) !== 200) continue;
        echoes.delete(updateId);
        redelivered += 1;
      }
      return echoes.size === 0;
    },
    PATIENCE_MS,
  );
  return redelivered;
}

async function arrived(scene: ChannelScene): Promise<number[]> {
  const { deliveries } = await scene.standin('GET', '/telegram/_control/deliveries');
  return attempts
    .parse(deliveries)
    .filter(({ status }) => status === 200)
    .map(({ updateId }) => updateId);
}

async function redeliver(scene: ChannelScene, bot: string, updateId: number): Promise<number> {
  const path = `/telegram/_control/bots/${bot}/redeliver`;
  return Number((await scene.standin('POST', path, { updateId }))['status']);
}

/** The same text twice in one chat, as its buyer sees it. */
async function countDoubles(scene: ChannelScene, sent: SentMessage[]): Promise<number> {
  let doubles = 0;
  for (const person of new Set(sent.map((message) => message.person))) {
    const answers = (await scene.chat(person)).filter((message) => message.fromBot);
    doubles += answers.length - new Set(answers.map((message) => message.text)).size;
  }
  return doubles;
}
