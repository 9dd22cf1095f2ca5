import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TurnRunnerService } from '#features/agents';
import {
  ConversationDeskService,
  ConversationListRepository,
  DeliveryDrainerService,
  InboxService,
  type ListedConversation,
  OutboxService,
  UndeliveredRepository,
} from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/worker-app.js';

interface Buyer {
  seller: TestSeller;
  channelId: Id<'chn'>;
  chatId: string;
  token: string;
}

describe("a seller's conversations", () => {
  let worker: TestWorker;
  let runner: TurnRunnerService;
  let desk: ConversationDeskService;
  let list: ConversationListRepository;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
    runner = worker.app.get(TurnRunnerService, { strict: false });
    desk = worker.app.get(ConversationDeskService, { strict: false });
    list = worker.app.get(ConversationListRepository, { strict: false });
  });

  afterAll(async () => {
    await worker.close();
  });

  async function aBuyer(config: Record<string, unknown> = {}): Promise<Buyer> {
    const seller = await aSellerWithAgent(worker.database.dataSource, { config });
    return { seller, ...(await aTelegramChannel(worker, seller)) };
  }

  async function write(buyer: Buyer, text: string): Promise<Id<'cnv'>> {
    worker.standins.telegram.person(buyer.token, { id: Number(buyer.chatId) }).send(text);
    const inbox = worker.app.get(InboxService, { strict: false });
    return (await inbox.accept(aBuyersMessage(buyer, text))).conversationId;
  }

  function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  async function see(buyer: Buyer, id: string): Promise<ListedConversation> {
    const found = await list.find(buyer.seller.sellerId, id);
    if (!found) throw new Error('no such conversation');
    return found;
  }

  it('lists what was said last, what is unread and how each stands, and finds words', async () => {
    const buyer = await aBuyer();
    const id = await write(buyer, 'Do you sell TANGERINE mugs?');
    expect(await see(buyer, id)).toMatchObject({
      state: 'answering',
      unread: 1,
      lastAuthor: 'buyer',
      lastText: 'Do you sell TANGERINE mugs?',
    });

    await runner.run(id);
    expect(await see(buyer, id)).toMatchObject({ state: 'answered', lastAuthor: 'agent' });
    await desk.markRead(buyer.seller.sellerId, id);
    expect((await see(buyer, id)).unread).toBe(0);

    const page = { limit: 10, before: null, state: null };
    const { sellerId } = buyer.seller;
    expect((await list.list(sellerId, { ...page, search: 'tangerine' })).total).toBe(1);
    expect((await list.list(sellerId, { ...page, search: '100%' })).total).toBe(0);
    expect((await list.list(sellerId, { ...page, search: null, state: 'blocked' })).total).toBe(0);
  });

  it('pages through conversations without a gap or a double', async () => {
    const buyer = await aBuyer();
    const ids = new Set<string>();
    for (const n of [0, 1, 2, 3, 4, 5, 6]) {
      ids.add(await write({ ...buyer, chatId: `${n + 1}` }, `hi ${n}`));
    }
    const seen: string[] = [];
    let before: string | null = null;
    do {
      const page = { limit: 3, before, state: null, search: null };
      const { conversations, total } = await list.list(buyer.seller.sellerId, page);
      expect(total).toBe(7);
      seen.push(...conversations.map((one) => one.id));
      before = conversations.at(-1)?.cursor ?? null;
    } while (before);
    expect(seen.toSorted()).toEqual([...ids].toSorted());
  });

  it('pages through the messages of a conversation, newest first', async () => {
    const buyer = await aBuyer();
    let id = '';
    for (const n of [0, 1, 2, 3, 4]) id = await write(buyer, `message ${n}`);
    const texts: string[] = [];
    let before: string | null = null;
    do {
      const messages = await list.listMessages(buyer.seller.sellerId, id, { limit: 2, before });
      texts.push(...messages.map((one) => one.text));
      before = messages.at(-1)?.cursor ?? null;
    } while (before);
    expect(texts).toEqual([4, 3, 2, 1, 0].map((n) => `message ${n}`));
  });

  it('stops the answer that is being written within a second of a takeover', async () => {
    const buyer = await aBuyer();
    const id = await write(buyer, 'Is the blue one there?');
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
    const [message] = await query(`select status from agent_inbox where conversation_id = $1`, [
      id,
    ]);
    // Nobody has answered it yet: it waits for the human, or for the agent after a hand-back.
    expect(message).toEqual({ status: 'queued' });
    expect(await see(buyer, id)).toMatchObject({ state: 'human', owner: 'human' });
  });

  it('sends a reply once for one key, and what it covers is not answered by the agent', async () => {
    const buyer = await aBuyer();
    const id = await write(buyer, 'When do you ship?');
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
    const buyer = await aBuyer();
    const id = await write(buyer, 'Can I get a discount?');
    await desk.reply(buyer.seller.sellerId, id, {
      text: 'You get 7 percent.',
      idempotencyKey: null,
    });
    await desk.handBack(buyer.seller.sellerId, id, 'Code is MAUVE7.');
    const seen = worker.standins.anthropic.newestSeq;
    await write(buyer, 'Thanks!');
    await eventually('the answer', async () => {
      // The hand-back has nudged a worker too; either may take it.
      await runner.run(id);
      return (await see(buyer, id)).state === 'answered';
    });

    const first = JSON.stringify(worker.standins.anthropic.requests({ since: seen })[0]?.body);
    expect(first).toContain('You get 7 percent.');
    expect(first).toContain('Can I get a discount?');
    expect(first).toContain('MAUVE7');

    const later = worker.standins.anthropic.newestSeq;
    await write(buyer, 'Bye');
    await eventually('the next turn', async () => {
      await runner.run(id);
      return worker.standins.anthropic.newestSeq > later;
    });
    const [second] = worker.standins.anthropic.requests({ since: later });
    expect(JSON.stringify(second?.body.messages.at(-1))).not.toContain('MAUVE7');
  });

  it('answers again by itself when the time of a takeover has passed', async () => {
    const buyer = await aBuyer();
    const id = await write(buyer, 'hello');
    await desk.takeOver(buyer.seller.sellerId, id, 5);
    expect(await runner.run(id)).toBe(false);
    await query(
      `update conversations set human_until = now() - interval '1 second' where id = $1`,
      [id],
    );
    expect(await runner.run(id)).toBe(true);
    expect(await see(buyer, id)).toMatchObject({ owner: 'ai', state: 'answered' });
  });

  it('keeps a blocked buyer silent and answers them again when unblocked', async () => {
    const buyer = await aBuyer();
    const id = await write(buyer, 'hello');
    await desk.block(buyer.seller.sellerId, id);
    await write(buyer, 'hello again');
    expect(await runner.run(id)).toBe(false);
    expect((await see(buyer, id)).state).toBe('blocked');

    await desk.unblock(buyer.seller.sellerId, id);
    await write(buyer, 'sorry');
    await runner.run(id);
    const messages = await query(
      `select status from agent_inbox where conversation_id = $1 order by seq`,
      [id],
    );
    expect(messages.map((one) => one['status'])).toEqual(['skipped', 'skipped', 'done']);
  });

  it('closes a conversation until the buyer writes again', async () => {
    const buyer = await aBuyer();
    const id = await write(buyer, 'hello');
    await runner.run(id);
    await desk.close(buyer.seller.sellerId, id);
    expect((await see(buyer, id)).state).toBe('closed');
    await write(buyer, 'one more thing');
    expect((await see(buyer, id)).state).toBe('answering');
  });

  it('says one polite line to a buyer who writes too much, then nothing, and lists the rest', async () => {
    const buyer = await aBuyer({ buyerMessagesPerMinute: 3 });
    let id: Id<'cnv'> | null = null;
    for (let n = 0; n < 8; n += 1) id = await write(buyer, `message ${n}`);
    const rows = await query(
      `select status, error from agent_inbox where conversation_id = $1 order by seq`,
      [id],
    );
    expect(rows.map((one) => one['error'])).toEqual([
      null,
      null,
      null,
      ...Array.from({ length: 5 }, () => 'buyer_limit'),
    ]);
    expect(await query(`select author from deliveries where conversation_id = $1`, [id])).toEqual([
      { author: 'system' },
    ]);
    expect(
      await query(
        `select 1 from agent_events where event_type = 'buyer.limited' and conversation_id = $1`,
        [id],
      ),
    ).toHaveLength(1);
  });

  it('lists an answer that could not be sent before it grew too old, and sends it when asked', async () => {
    const buyer = await aBuyer({ maxAnswerAgeMs: 60_000 });
    const conversationId = await write(buyer, 'hello');
    const outbox = worker.app.get(OutboxService, { strict: false });
    const answer = { ...buyer.seller, ...buyer, conversationId, runId: null };
    const [delivery] = await worker.database.dataSource.transaction((manager) =>
      outbox.enqueue(manager, { ...answer, author: 'agent' as const, text: 'Late' }),
    );
    await query(`update deliveries set created_at = now() - interval '2 minutes' where id = $1`, [
      delivery,
    ]);
    const drainer = worker.app.get(DeliveryDrainerService, { strict: false });
    await drainer.drain(conversationId, 'test');
    const undelivered = worker.app.get(UndeliveredRepository, { strict: false });
    const page = { limit: 10, before: null };
    expect(await undelivered.listUnsettled(buyer.seller.sellerId, page)).toMatchObject([
      { id: delivery, status: 'failed', error: 'too_old' },
    ]);
    await undelivered.retry(buyer.seller.sellerId, String(delivery));
    await drainer.drain(conversationId, 'test');
    expect(await query(`select status from deliveries where id = $1`, [delivery])).toEqual([
      { status: 'sent' },
    ]);
  });

  it('replaces a message that still waits by its new wording, and answers a late one as a new message', async () => {
    const buyer = await aBuyer();
    const inbox = worker.app.get(InboxService, { strict: false });
    const first = aBuyersMessage(buyer, 'Is it gren?');
    const edit = aBuyersMessage(buyer, 'Is it green?');
    const original = { ...first, payload: { ...first.payload, messageId: '7' } };
    const edited = { ...edit, payload: { ...edit.payload, messageId: '7', edited: true } };
    const { conversationId } = await inbox.accept(original);
    await inbox.accept(edited);
    const texts = (): Promise<Record<string, unknown>[]> =>
      query(
        `select payload->>'text' as text from agent_inbox where conversation_id = $1 order by seq`,
        [conversationId],
      );
    expect(await texts()).toEqual([{ text: 'Is it green?' }]);

    await query(`update agent_inbox set status = 'done' where conversation_id = $1`, [
      conversationId,
    ]);
    await inbox.accept({ ...edited, externalId: 'later' });
    expect(await texts()).toHaveLength(2);
  });
});
