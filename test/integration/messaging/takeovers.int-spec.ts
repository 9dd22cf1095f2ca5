import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestChatService, TurnRunnerService } from '#features/agents';
import { ConversationDeskService } from '#features/messaging';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';
import { aBuyer, see, write } from './support/buyers.js';

describe('a human in a conversation', () => {
  let worker: TestWorker;
  let runner: TurnRunnerService;
  let desk: ConversationDeskService;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
    runner = worker.app.get(TurnRunnerService, { strict: false });
    desk = worker.app.get(ConversationDeskService, { strict: false });
  });

  afterAll(async () => {
    await worker.close();
  });

  function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  it('stops the answer that is being written within a second of a takeover', async () => {
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'Is the blue one there?');
    let takenAt = 0;
    const stop = worker.standins.anthropic.onRequest(async () => {
      await desk.takeOver(buyer.seller.sellerId, id, null);
      takenAt = Date.now();
      // The model would still be writing for a long time.
      await new Promise((done) => setTimeout(done, 5_000));
    });
    await runner.run(id);
    const stoppedAfterMs = Date.now() - takenAt;
    stop();

    expect(stoppedAfterMs).toBeLessThan(3_000);
    expect(await query(`select 1 from deliveries where conversation_id = $1`, [id])).toEqual([]);
    const told = `select 1 from agent_events where event_type = 'run.superseded' and conversation_id = $1`;
    expect(await query(told, [id])).toHaveLength(1);
    const [message] = await query(`select status from agent_inbox where conversation_id = $1`, [
      id,
    ]);
    // Nobody has answered it yet: it waits for the human, or for the agent after a hand-back.
    expect(message).toEqual({ status: 'queued' });
    expect(await see(worker, buyer, id)).toMatchObject({ state: 'human', owner: 'human' });
  });

  it('leaves unsaid what was written when the worker did not hear of the takeover', async () => {
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'Is the blue one there?');
    const stop = worker.standins.anthropic.onRequest(async () => {
      await query(`update conversations set owner = 'human', owner_since = now() where id = $1`, [
        id,
      ]);
    });
    await runner.run(id);
    stop();

    expect(await query(`select 1 from deliveries where conversation_id = $1`, [id])).toEqual([]);
    expect(
      await query(`select status, error from agent_runs where conversation_id = $1`, [id]),
    ).toEqual([{ status: 'superseded', error: 'taken_over' }]);
    expect(await query(`select status from agent_inbox where conversation_id = $1`, [id])).toEqual([
      { status: 'queued' },
    ]);
  });

  it('sends a reply once for one key, and what it covers is not answered by the agent', async () => {
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'When do you ship?');
    const reply = { text: 'Tomorrow!', idempotencyKey: randomUUID() };
    await desk.reply(buyer.seller.sellerId, id, reply);
    await desk.reply(buyer.seller.sellerId, id, reply);

    const sent = await eventually('the reply in the chat', async () => {
      const rows = await query(
        `select body, author, status from deliveries where conversation_id = $1`,
        [id],
      );
      return rows.some((one) => one['status'] === 'sent') ? rows : null;
    });
    expect(sent).toEqual([{ body: 'Tomorrow!', author: 'human', status: 'sent' }]);
    const [message] = await query(`select status from agent_inbox where conversation_id = $1`, [
      id,
    ]);
    expect(message).toEqual({ status: 'skipped' });
    expect(await runner.run(id)).toBe(false);
  });

  it('tells the agent after a hand-back what was said meanwhile, once, and the note', async () => {
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'Can I get a discount?');
    await desk.reply(buyer.seller.sellerId, id, {
      text: 'You get 7 percent.',
      idempotencyKey: null,
    });
    await desk.handBack(buyer.seller.sellerId, id, 'Code is MAUVE7.');
    const seen = worker.standins.anthropic.newestSeq;
    await write(worker, buyer, 'Thanks!');
    await eventually('the answer', async () => {
      // The hand-back has nudged a worker too; either may take it.
      await runner.run(id);
      return (await see(worker, buyer, id)).state === 'answered';
    });

    const first = JSON.stringify(worker.standins.anthropic.requests({ since: seen })[0]?.body);
    expect(first).toContain('You get 7 percent.');
    expect(first).toContain('Can I get a discount?');
    expect(first).toContain('MAUVE7');

    const later = worker.standins.anthropic.newestSeq;
    await write(worker, buyer, 'Bye');
    await eventually('the next turn', async () => {
      await runner.run(id);
      return worker.standins.anthropic.newestSeq > later;
    });
    const [second] = worker.standins.anthropic.requests({ since: later });
    expect(JSON.stringify(second?.body.messages.at(-1))).not.toContain('MAUVE7');
  });

  it('answers again by itself when the time of a takeover has passed', async () => {
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'hello');
    await desk.takeOver(buyer.seller.sellerId, id, 5);
    expect(await runner.run(id)).toBe(false);
    await query(
      `update conversations set human_until = now() - interval '1 second' where id = $1`,
      [id],
    );
    expect(await runner.run(id)).toBe(true);
    expect(await see(worker, buyer, id)).toMatchObject({ owner: 'ai', state: 'answered' });
  });

  it('keeps a blocked buyer silent and answers them again when unblocked', async () => {
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'hello');
    await desk.block(buyer.seller.sellerId, id);
    await write(worker, buyer, 'hello again');
    expect(await runner.run(id)).toBe(false);
    expect((await see(worker, buyer, id)).state).toBe('blocked');

    await desk.unblock(buyer.seller.sellerId, id);
    await write(worker, buyer, 'sorry');
    await runner.run(id);
    const messages = await query(
      `select status from agent_inbox where conversation_id = $1 order by seq`,
      [id],
    );
    expect(messages.map((one) => one['status'])).toEqual(['skipped', 'skipped', 'done']);
  });

  it('blocks and unblocks buyers only', async () => {
    const { seller } = await aBuyer(worker);
    const tests = worker.app.get(TestChatService, { strict: false });
    const { conversationId: id } = await tests.send(seller.sellerId, 'hello');
    const refusal = { code: 'messaging.not_a_buyers_chat', kind: 'conflict' };
    await expect(desk.block(seller.sellerId, id)).rejects.toMatchObject(refusal);
    await expect(desk.unblock(seller.sellerId, id)).rejects.toMatchObject(refusal);
  });
});
