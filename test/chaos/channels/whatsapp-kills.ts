/**
 * A buyer writes on WhatsApp and the worker dies at a moment of what follows: the frame, the decryption, the journal, the
 * inbox, the run, the send. While nobody is there the buyer writes once more.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { judge, type SentMessage, type Verdict } from '../turn-oracle.js';
import { openChannelScene, type ChannelScene, type Shop } from './channel-scene.js';
import { untilAtRest, wordsOf } from './drain.js';

export interface KillsOptions {
  /** After the message was written, ms; one kill each. */
  moments: number[];
  /** The leases of a killed worker end at once instead of running out. */
  hurry: boolean;
  drainWithinMs: number;
}

export interface KillsOutcome {
  verdict: Verdict;
  drainedMs: number | null;
  /** How far the message was when the worker died. */
  killedAt: Record<string, number>;
  told: string[];
}

export async function runWhatsappKills(options: KillsOptions): Promise<KillsOutcome> {
  const scene = await openChannelScene({ numbers: 1, config: { debounceMs: 100 } });
  try {
    const [shop] = scene.shops;
    if (!shop) throw new Error('no number was linked');
    const sent: SentMessage[] = [];
    const killedAt: Record<string, number> = {};
    for (const moment of options.moments) {
      const stage = await killOnce(scene, shop, sent, { moment, hurry: options.hurry });
      killedAt[stage] = (killedAt[stage] ?? 0) + 1;
    }
    const drainedMs = await untilAtRest(scene, sent, options.drainWithinMs);
    return { verdict: await judge(scene, sent), drainedMs, killedAt, told: scene.told() };
  } finally {
    await scene.close();
  }
}

async function killOnce(
  scene: ChannelScene,
  shop: Shop,
  sent: SentMessage[],
  { moment, hurry }: { moment: number; hurry: boolean },
): Promise<string> {
  await scene.online(shop);
  const person = scene.buyerOf(shop);
  const [first, second] = [wordsOf(person, 1), wordsOf(person, 2)];
  await scene.write(person, first.words);
  await sleep(moment);
  for (const worker of scene.stack.workers.splice(0)) await worker.kill9();
  const stage = await stageOf(scene, shop, person);
  await scene.write(person, second.words);
  sent.push(first, second);
  if (hurry) await endLeases(scene);
  await scene.stack.startWorker();
  return stage;
}

async function stageOf(scene: ChannelScene, shop: Shop, person: number): Promise<string> {
  const [row] = await scene.stack.database.dataSource.query(
    `select (select count(*) from wa_inbound where channel_id = $1)::int as journalled,
            (select m.status from agent_inbox m where m.channel_id = $1 and m.payload->>'text' like $2) as inbox,
            (select d.status from deliveries d join conversations c on c.id = d.conversation_id
              where d.channel_id = $1 and c.id = (select conversation_id from agent_inbox m
                where m.channel_id = $1 and m.payload->>'text' like $2) limit 1) as delivery`,
    [shop.channelId, `no${person}x1x%`],
  );
  if (row.delivery) return `answer ${row.delivery}`;
  if (row.inbox) return `inbox ${row.inbox}`;
  return row.journalled > 0 ? 'journal' : 'not read';
}

/** The worker is dead: nobody else could tell before they run out. */
async function endLeases(scene: ChannelScene): Promise<void> {
  for (const table of ['messaging_channels', 'conversations', 'deliveries']) {
    await scene.stack.database.dataSource.query(
      `update ${table} set lease_until = now() where lease_until > now()`,
    );
  }
}
