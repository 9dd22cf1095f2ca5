import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  KnowledgeService,
  SellerChatService,
  SellerToolsService,
  TestChatService,
  TurnRunnerService,
} from '#features/agents';
import { InboxService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aProduct, aSellerWithAgent, type TestSeller } from '../../factories/seller.factory.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

describe("the agent's tools", () => {
  let worker: TestWorker;
  let runner: TurnRunnerService;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
    runner = worker.app.get(TurnRunnerService, { strict: false });
  });

  afterAll(async () => {
    await worker.close();
  });

  const query = <T>(sql: string, parameters: unknown[]): Promise<T[]> =>
    worker.database.dataSource.query(sql, parameters);

  async function said(conversationId: Id<'cnv'>): Promise<string> {
    const lines = await query<{ body: string }>(
      `select body from deliveries where conversation_id = $1 order by seq`,
      [conversationId],
    );
    return lines.map((line) => line.body).join('\n');
  }

  const toldTo = (seller: TestSeller): Promise<unknown[]> =>
    query(
      `select kind, target, conversation_id, body from seller_notifications where seller_id = $1`,
      [seller.sellerId],
    );

  async function buyerAsks(seller: TestSeller, text: string): Promise<Id<'cnv'>> {
    const channel = await aTelegramChannel(worker, seller);
    const inbox = worker.app.get(InboxService, { strict: false });
    const { conversationId } = await inbox.accept(aBuyersMessage({ seller, ...channel }, text));
    await runner.run(conversationId);
    return conversationId;
  }

  async function sellerAsks(seller: TestSeller, text: string): Promise<Id<'cnv'>> {
    const chat = worker.app.get(SellerChatService, { strict: false });
    const message = { text, source: 'dashboard', idempotencyKey: null, senderName: '' };
    const { conversationId } = await chat.send(seller.sellerId, message);
    await runner.run(conversationId);
    return conversationId;
  }

  const aShop = (): Promise<TestSeller> => aSellerWithAgent(worker.database.dataSource);

  async function tells(seller: TestSeller, question: string, answer: string): Promise<void> {
    const id = `kno_${Math.random().toString(36).slice(2).padEnd(26, '0').slice(0, 26)}`;
    await query(
      `insert into knowledge_entries (id, seller_id, question, answer) values ($1, $2, $3, $4)`,
      [id, seller.sellerId, question, answer],
    );
  }

  it('answer from what the seller has taught', async () => {
    const seller = await aShop();
    await tells(
      seller,
      'Is the glaze dishwasher safe?',
      'Yes, every glaze survives the dishwasher.',
    );
    await tells(seller, 'Who makes the pots?', 'Anna makes all of them.');
    const conversationId = await buyerAsks(seller, 'Can I put it in the dishwashers?');
    expect(await said(conversationId)).toContain('every glaze survives the dishwasher');
  });

  it("answer from the shop's policies", async () => {
    const seller = await aShop();
    await query(`update etsy_connections set shop = $2 where seller_id = $1`, [
      seller.sellerId,
      JSON.stringify({ policies: { refunds: 'Returns are accepted within 30 days.' } }),
    ]);
    const conversationId = await buyerAsks(seller, 'What is your return policy?');
    expect(await said(conversationId)).toContain('within 30 days');
  });

  it('bring a buyer the link of the listing', async () => {
    const seller = await aShop();
    await aProduct(worker.database.dataSource, seller.sellerId, { title: 'Blue Stoneware Mug' });
    const conversationId = await buyerAsks(seller, 'Do you have a blue mug?');
    expect(await said(conversationId)).toMatch(/https:\/\/www\.etsy\.com\/listing\/\d+/);
  });

  it('may be quoted with the links of a listing, and with no others', async () => {
    const seller = await aShop();
    const care = 'https://moon-kiln.shop/care?from=etsy';
    await aProduct(worker.database.dataSource, seller.sellerId, {
      title: 'Moon Plate',
      description: `How to keep it: ${care}. Made in Porto.`,
    });
    const other = await aShop();
    await aProduct(worker.database.dataSource, other.sellerId, {
      title: 'Sun Plate',
      description: 'More on https://sun-kiln.shop/plates',
    });
    const text = `See ${care} and https://moon-kiln.shop/pay and https://sun-kiln.shop/plates`;
    worker.standins.anthropic.script({ kind: 'message', blocks: [{ type: 'text', text }] });
    expect(await said(await buyerAsks(seller, 'How do I clean it?'))).toBe(`See ${care} and and`);
  });

  it('note a custom request down with the run', async () => {
    const seller = await aShop();
    const conversationId = await buyerAsks(
      seller,
      'Can you make a custom bowl with my name on it?',
    );
    const taken = await query<{ summary: string }>(
      `select summary from custom_requests where conversation_id = $1`,
      [conversationId],
    );
    expect(taken).toHaveLength(1);
    const events = await query(
      `select 1 from agent_events where conversation_id = $1 and event_type = 'custom_request.taken'`,
      [conversationId],
    );
    expect(events).toHaveLength(1);
    expect(await toldTo(seller)).toMatchObject([
      { kind: 'custom_request', conversation_id: conversationId },
    ]);
  });

  it('report on the inventory and on conversations to the seller', async () => {
    const seller = await aShop();
    await aProduct(worker.database.dataSource, seller.sellerId, {
      title: 'Moon Plate',
      quantity: 1,
    });
    const conversationId = await sellerAsks(seller, 'What is running low?');
    expect(await said(conversationId)).toContain('Moon Plate');
    await buyerAsks(seller, 'Do you have plates?');
    await sellerAsks(seller, 'Which buyers are waiting?');
    expect(await said(conversationId)).toContain('Bea');
  });

  it('pass a question on to the seller, who is told and finds it among what to answer; the agent stays', async () => {
    const seller = await aShop();
    const conversationId = await buyerAsks(seller, 'Can I pay with PayPal?');
    const [conversation] = await query<{ owner: string }>(
      `select owner from conversations where id = $1`,
      [conversationId],
    );
    expect(conversation?.owner).toBe('ai');
    const [event] = await query<{ content: string }>(
      `select content from agent_events where conversation_id = $1 and event_type = 'question.asked'`,
      [conversationId],
    );
    expect(event?.content).toContain('PayPal');
    expect(await toldTo(seller)).toEqual([
      {
        kind: 'question_asked',
        target: 'email',
        conversation_id: conversationId,
        body: expect.not.stringContaining('PayPal'),
      },
    ]);
    const knowledge = worker.app.get(KnowledgeService, { strict: false });
    expect(await knowledge.suggestions(seller.sellerId, 10)).toMatchObject([
      { question: 'Can I pay with PayPal?', conversationId },
    ]);
  });

  it('list as many conversations with buyers as there are, whatever else was said since', async () => {
    const seller = await aShop();
    const conversationId = await buyerAsks(seller, 'Do you have mugs?');
    await worker.app.get(TestChatService, { strict: false }).send(seller.sellerId, 'Mugs?');
    await sellerAsks(seller, 'hello');
    const [tool] = await worker.app
      .get(SellerToolsService, { strict: false })
      .forKey({ sellerId: seller.sellerId, scopes: ['conversations:read'] });
    const answer = await tool?.run({ limit: 1 }, { signal: AbortSignal.timeout(5_000) });
    expect(tool?.name).toBe('list_conversations');
    expect(answer?.text).toContain(conversationId);
  });

  it('propose a price to the seller, and change nothing', async () => {
    const seller = await aShop();
    const id = await aProduct(worker.database.dataSource, seller.sellerId, { title: 'Moon Plate' });
    await sellerAsks(seller, 'Set the price of the moon plate to $30');
    const proposals = await query(
      `select kind, status, product_id from product_proposals where seller_id = $1`,
      [seller.sellerId],
    );
    expect(proposals).toEqual([{ kind: 'price', status: 'pending', product_id: id }]);
    const [product] = await query<{ price_minor: string | number }>(
      `select price_minor from products where id = $1`,
      [id],
    );
    expect(Number(product?.price_minor)).toBe(2_499);
  });

  it('do nothing in a test chat but show what they would do', async () => {
    const seller = await aShop();
    const tests = worker.app.get(TestChatService, { strict: false });
    const accepted = await tests.send(seller.sellerId, 'I want to talk to a human');
    await runner.run(accepted.conversationId);
    const [conversation] = await query<{ owner: string }>(
      `select owner from conversations where id = $1`,
      [accepted.conversationId],
    );
    expect(conversation?.owner).toBe('ai');
    const [event] = await query<{ metadata: { test: boolean } }>(
      `select metadata from agent_events where conversation_id = $1 and event_type = 'handoff.requested'`,
      [accepted.conversationId],
    );
    expect(event?.metadata.test).toBe(true);
    const asked = await tests.send(seller.sellerId, 'Can I pay with PayPal?');
    await runner.run(asked.conversationId);
    expect(await toldTo(seller)).toEqual([]);
    expect(await said(accepted.conversationId)).not.toBe('');
  });
});
