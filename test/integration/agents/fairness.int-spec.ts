/** What one seller's buyers ask, however many they are, keeps no other seller's buyer waiting. */
import { randomInt } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { DueTurnsRepository, TurnNudgerService, TurnRunnerService } from '#features/agents';
import { ConversationLeasesRepository, InboxService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

interface Shop {
  seller: TestSeller;
  channelId: Id<'chn'>;
}

let worker: TestWorker;
let letGo: (() => void)[];

afterEach(async () => {
  for (const release of letGo) release();
  await worker?.close();
});

async function start(o: { sweep: boolean }): Promise<{ busy: Shop; other: Shop }> {
  letGo = [];
  worker = await startTestWorker({ ...o, env: { AGENT_CONCURRENCY: '2' } });
  worker.standins.anthropic.setMode('instant');
  return { busy: await aShop(), other: await aShop() };
}

async function aShop(): Promise<Shop> {
  const seller = await aSellerWithAgent(worker.database.dataSource);
  const { channelId } = await aTelegramChannel(worker, seller);
  return { seller, channelId };
}

/** A buyer of their own writes; a nudge is on its way. */
async function write(shop: Shop, text: string): Promise<Id<'cnv'>> {
  const chatId = String(randomInt(1_000, 2 ** 40));
  const accepted = await worker.app
    .get(InboxService, { strict: false })
    .accept(aBuyersMessage({ ...shop, chatId }, text));
  worker.app.get(TurnNudgerService, { strict: false }).onAccepted(accepted);
  return accepted.conversationId;
}

/** The model thinks about the busy shop's questions until it is let go. `release` lets it answer the oldest. */
function holdAnswers(): { held: () => number; release: () => void } {
  const held = new Map<string, () => void>();
  const released = new Set<string>();
  const stop = worker.standins.anthropic.onRequest(async ({ body }) => {
    const [question] = /Is number \d+ there/.exec(JSON.stringify(body)) ?? [];
    if (question && !released.has(question)) {
      await new Promise<void>((go) => held.set(question, go));
    }
  });
  const release = (): void => {
    for (const [question, go] of [...held].slice(0, 1)) {
      released.add(question);
      held.delete(question);
      go();
    }
  };
  letGo.push(stop, () => held.forEach((go) => go()));
  return { held: () => held.size, release };
}

async function answered(id: Id<'cnv'>): Promise<boolean> {
  const found: unknown[] = await worker.database.dataSource.query(
    `select 1 from deliveries where conversation_id = $1`,
    [id],
  );
  return found.length > 0;
}

describe('a seller with many buyers who wait', () => {
  it('leaves the place that comes free to another', async () => {
    const { busy, other } = await start({ sweep: true });
    const thinking = holdAnswers();
    for (let n = 0; n < 6; n += 1) await write(busy, `Is number ${n} there?`);
    await eventually('every place is taken', () => thinking.held() === 2);
    const late = await write(other, 'Hello?');
    // A sweep leaves what is younger than half a second to its nudge.
    await worker.database.dataSource.query(
      `update conversations set due_at = due_at - interval '1 second' where id = $1`,
      [late],
    );
    thinking.release();
    await eventually('the other is answered', () => answered(late));
    expect(thinking.held()).toBeGreaterThan(0);
  });

  it('does not get the last place by a nudge', async () => {
    const { busy, other } = await start({ sweep: false });
    const thinking = holdAnswers();
    for (let n = 0; n < 6; n += 1) await write(busy, `Is number ${n} there?`);
    await eventually('one of them is looked at', () => thinking.held() > 0);
    const late = await write(other, 'Hello?');
    await eventually('the other is answered', () => answered(late));
    const runner = worker.app.get(TurnRunnerService, { strict: false });
    await eventually('the last place is free again', () => runner.capacity === 1);
    expect(thinking.held()).toBe(1);
  });

  it('is looked after by turns with the others, and by what is being answered already', async () => {
    const { busy, other } = await start({ sweep: false });
    const due = worker.app.get(DueTurnsRepository, { strict: false });
    const inbox = worker.app.get(InboxService, { strict: false });
    const wait = async (shop: Shop, chatId: string): Promise<Id<'cnv'>> =>
      (await inbox.accept(aBuyersMessage({ ...shop, chatId }, 'Hello?'))).conversationId;
    const [first, second, third] = [
      await wait(busy, '1'),
      await wait(busy, '2'),
      await wait(busy, '3'),
    ];
    const late = await wait(other, '4');
    expect(await due.listAcrossSellers(10, 0)).toEqual([first, late, second, third]);

    await worker.app.get(ConversationLeasesRepository, { strict: false }).claim(first, 'another');
    expect(await due.listAcrossSellers(10, 0)).toEqual([late, second, third]);
    expect(await due.listAcrossSellers(1, 0)).toEqual([late]);
    expect(await due.listAcrossSellers(10, 60_000)).toEqual([]);
  });
});
