import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TurnRunnerService } from '#features/agents';
import {
  ConversationDeskService,
  ConversationListRepository,
  DeliveryDrainerService,
  InboxService,
  OutboxService,
  UndeliveredRepository,
} from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage } from '../../factories/channel.factory.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';
import { aBuyer, see, write } from './support/buyers.js';

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

  function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  it('lists what was said last, what is unread and how each stands, and finds words', async () => {
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'Do you sell TANGERINE mugs?');
    expect(await see(worker, buyer, id)).toMatchObject({
      state: 'answering',
      unread: 1,
      lastAuthor: 'buyer',
      lastText: 'Do you sell TANGERINE mugs?',
    });

    await runner.run(id);
    expect(await see(worker, buyer, id)).toMatchObject({ state: 'answered', lastAuthor: 'agent' });
    await desk.markRead(buyer.seller.sellerId, id);
    expect((await see(worker, buyer, id)).unread).toBe(0);

    const page = { limit: 10, before: null, state: null };
    const { sellerId } = buyer.seller;
    expect((await list.list(sellerId, { ...page, search: 'tangerine' })).total).toBe(1);
    expect((await list.list(sellerId, { ...page, search: '100%' })).total).toBe(0);
    expect((await list.list(sellerId, { ...page, search: null, state: 'blocked' })).total).toBe(0);
  });

  it('pages through conversations without a gap or a double', async () => {
    const buyer = await aBuyer(worker);
    const ids = new Set<string>();
    for (const n of [0, 1, 2, 3, 4, 5, 6]) {
      ids.add(await write(worker, { ...buyer, chatId: `${n + 1}` }, `hi ${n}`));
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
    const buyer = await aBuyer(worker);
    let id = '';
    for (const n of [0, 1, 2, 3, 4]) id = await write(worker, buyer, `message ${n}`);
    const texts: string[] = [];
    let before: string | null = null;
    do {
      const messages = await list.listMessages(buyer.seller.sellerId, id, { limit: 2, before });
      texts.push(...messages.map((one) => one.text));
      before = messages.at(-1)?.cursor ?? null;
    } while (before);
    expect(texts).toEqual([4, 3, 2, 1, 0].map((n) => `message ${n}`));
  });

  it('closes a conversation until the buyer writes again', async () => {
    const buyer = await aBuyer(worker);
    const id = await write(worker, buyer, 'hello');
    await runner.run(id);
    await desk.close(buyer.seller.sellerId, id);
    expect((await see(worker, buyer, id)).state).toBe('closed');
    await write(worker, buyer, 'one more thing');
    expect((await see(worker, buyer, id)).state).toBe('answering');
  });

  it('says one polite line to a buyer who writes too much, then nothing, and lists the rest', async () => {
    const buyer = await aBuyer(worker, { buyerMessagesPerMinute: 3 });
    let id: Id<'cnv'> | null = null;
    for (let n = 0; n < 8; n += 1) id = await write(worker, buyer, `message ${n}`);
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
    const buyer = await aBuyer(worker, { maxAnswerAgeMs: 60_000 });
    const conversationId = await write(worker, buyer, 'hello');
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
    const buyer = await aBuyer(worker);
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
    const reworded = { ...edited, payload: { ...edited.payload, text: 'Is it dark green?' } };
    await inbox.accept({ ...reworded, externalId: 'later' });
    expect(await texts()).toHaveLength(2);
  });

  it('answers an edit that changes nothing as little as one that comes again', async () => {
    const buyer = await aBuyer(worker);
    const inbox = worker.app.get(InboxService, { strict: false });
    const photo = { kind: 'image' as const, note: 'file-1' };
    const written = (text: string, more = {}): Parameters<InboxService['accept']>[0] => {
      const message = aBuyersMessage(buyer, text);
      return { ...message, payload: { ...message.payload, messageId: '8', ...more } };
    };
    const answered = async (): Promise<unknown> =>
      query(`update agent_inbox set status = 'done' where agent_id = $1`, [buyer.seller.agentId]);

    const first = await inbox.accept(written('https://shop.example', { media: [photo] }));
    await answered();
    // Telegram announces the preview of a link as an edit.
    const preview = written('https://shop.example', { media: [photo], edited: true });
    expect(await inbox.accept(preview)).toMatchObject({ duplicate: true, inboxId: first.inboxId });

    // One that replaced a waiting message, and whose receipt got lost, comes again when that is answered.
    await inbox.accept(written('Blu?'));
    const edit = written('Blue?', { edited: true });
    const amended = await inbox.accept(edit);
    await answered();
    expect(await inbox.accept(edit)).toMatchObject({ duplicate: true, inboxId: amended.inboxId });

    const other = written('Blue?', { edited: true, media: [{ ...photo, note: 'file-2' }] });
    expect(await inbox.accept(other)).toMatchObject({ duplicate: false });
  });
});
