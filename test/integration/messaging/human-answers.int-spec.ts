/** What a human has answered, or its writer has changed, while the agent had it in hand: it is not answered as it was. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { TurnRunnerService } from '#features/agents';
import { ConversationDeskService, InboxRepository, InboxService } from '#features/messaging';
import type { EntityManager } from 'typeorm';
import type { Id } from '#platform/ids';
import { aBuyersMessage } from '../../factories/channel.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';
import { aBuyer, write, type Buyer } from './support/buyers.js';

const BY_HAND = { text: 'Yes, two are left.', idempotencyKey: null };

let worker: TestWorker;
let runner: TurnRunnerService;
let desk: ConversationDeskService;

beforeAll(async () => {
  worker = await startTestWorker({ sweep: false });
  runner = worker.app.get(TurnRunnerService, { strict: false });
  desk = worker.app.get(ConversationDeskService, { strict: false });
});
beforeEach(() => worker.standins.anthropic.reset());
afterAll(async () => {
  await worker.close();
});

it('is left alone when its worker died, the seller answered by hand and handed back', async () => {
  const buyer = await aBuyer(worker);
  const id = await write(worker, buyer, 'Is the blue one there?');
  await query(`update agent_inbox set status = 'processing' where conversation_id = $1`, id);
  await query(
    `update conversations set epoch = epoch + 1, lease_owner = 'gone', lease_until = now() where id = $1`,
    id,
  );
  await answerByHand(buyer, id);
  await runner.run(id);
  expect(await outcomes(id)).toEqual(['skipped']);
  expect(await authors(id)).toEqual(['human']);
});

it('is left alone when the seller answered and handed back while the model was writing', async () => {
  const buyer = await aBuyer(worker);
  const id = await write(worker, buyer, 'Is the blue one there?');
  const unhook = worker.standins.anthropic.onRequest(() => answerByHand(buyer, id));
  await runner.run(id);
  unhook();
  await eventually('an end of it', async () => {
    await runner.run(id);
    return (await outcomes(id)).every((status) => !['queued', 'processing'].includes(status));
  });
  expect(await outcomes(id)).toEqual(['skipped']);
  expect(await authors(id)).toEqual(['human']);
});

it('is left alone when it was answered by hand just before the run began', async () => {
  const buyer = await aBuyer(worker, { debounceMs: 1_000 });
  const id = await write(worker, buyer, 'Is the blue one there?');
  await whileTheRunWaits(id, async (manager) => {
    await manager.query(`update conversations set human_seq = last_seq where id = $1`, [id]);
    await manager.query(`update agent_inbox set status = 'skipped' where conversation_id = $1`, [
      id,
    ]);
  });
  expect(await outcomes(id)).toEqual(['skipped']);
  expect(await authors(id)).toEqual([]);
});

it('is answered as its writer has changed it just before the run began', async () => {
  const buyer = await aBuyer(worker, { debounceMs: 1_000 });
  const id = await write(worker, buyer, 'Is the blue one there?');
  await query(
    `update agent_inbox set payload = payload || '{"messageId": "7"}' where conversation_id = $1`,
    id,
  );
  await whileTheRunWaits(id, async (manager) => {
    const changed = aBuyersMessage(buyer, 'Is the mauve one there?');
    const payload = { ...changed.payload, messageId: '7', edited: true };
    await worker.app
      .get(InboxService, { strict: false })
      .store(manager, { ...changed, externalId: 'update:0', payload });
  });
  await eventually('the answer', async () => {
    await runner.run(id);
    return (await outcomes(id))[0] === 'done';
  });
  const asked = (containing: string): number =>
    worker.standins.anthropic.requests({ containing }).length;
  expect([asked('blue one'), asked('mauve one') > 0]).toEqual([0, true]);
  expect(await authors(id)).toEqual(['agent']);
});

it('is not put back in line by whoever had read it before', async () => {
  const buyer = await aBuyer(worker);
  const id = await write(worker, buyer, 'Is the blue one there?');
  const inbox = worker.app.get(InboxRepository, { strict: false });
  const { manager } = worker.database.dataSource;
  const read = (await inbox.listQueued(manager, id)).map((message) => message.id);
  await answerByHand(buyer, id);
  await inbox.requeue(manager, read, { delayMs: 0, countAttempt: false, error: 'out_of_hours' });
  await inbox.finish(manager, read, 'expired', 'too_old');
  expect(await outcomes(id)).toEqual(['skipped']);
});

async function answerByHand(buyer: Buyer, id: Id<'cnv'>): Promise<void> {
  await desk.reply(buyer.seller.sellerId, id, BY_HAND);
  await desk.handBack(buyer.seller.sellerId, id, null);
}

/** Runs a turn; `work` commits when the turn has read what it answers and waits to write down that it begins. */
async function whileTheRunWaits(
  id: Id<'cnv'>,
  work: (manager: EntityManager) => Promise<void>,
): Promise<void> {
  const running = runner.run(id);
  await eventually('the claim', async () => {
    const [found] = await query(`select lease_owner from conversations where id = $1`, id);
    return found?.['lease_owner'] ?? null;
  });
  await worker.database.dataSource.transaction(async (manager) => {
    await manager.query(`select 1 from conversations where id = $1 for no key update`, [id]);
    await eventually('the run waits', async () => {
      const waiting = await query(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()
            and query like '%from conversations%no key update%' and $1 <> ''`,
        id,
      );
      return waiting.length > 0;
    });
    await work(manager);
  });
  await running;
}

function query(sql: string, id: string): Promise<Record<string, unknown>[]> {
  return worker.database.dataSource.query(sql, [id]);
}

async function outcomes(id: string): Promise<string[]> {
  const found = await query(
    `select status from agent_inbox where conversation_id = $1 order by seq`,
    id,
  );
  return found.map(({ status }) => String(status));
}

async function authors(id: string): Promise<string[]> {
  const found = await query(
    `select author from deliveries where conversation_id = $1 order by seq`,
    id,
  );
  return found.map(({ author }) => String(author));
}
