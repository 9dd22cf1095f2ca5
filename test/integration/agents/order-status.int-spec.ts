/** "Where is my order?", from the buyer's message to the answer, with the real CLI and the stand-in Etsy. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestChatService, TurnRunnerService } from '#features/agents';
import { EtsyConnectionsRepository } from '#features/etsy';
import { InboxService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../../factories/seller.factory.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

const QUESTION = 'Where is my order 3300410023? It goes to 97205.';
const CODE = '9400111202555842610023';
const TOOL = 'mcp__shop__get_order_status';
const LEAST = ['shops_r', 'listings_r', 'listings_w'];
const ALL = [...LEAST, 'transactions_r'];

/** A seller whose shop is one of the stand-in's, connected with these scopes. */
async function aConnectedSeller(worker: TestWorker, scopes: string[]): Promise<TestSeller> {
  const seller = await aSellerWithAgent(worker.database.dataSource);
  const { etsy } = worker.standins;
  const { shopId, name, userId } = etsy.addShop({ name: `Shop${seller.sellerId.slice(-8)}` });
  const grant = etsy.grant(shopId, { scopes, clientId: worker.config.etsy.apiKey });
  await worker.app.get(EtsyConnectionsRepository, { strict: false }).save(seller.sellerId, {
    shopId: String(shopId),
    shopName: name,
    shop: {},
    etsyUserId: String(userId),
    scopes,
    tokens: {
      accessToken: grant.access_token,
      refreshToken: grant.refresh_token,
      expiresInSeconds: grant.expires_in,
      etsyUserId: userId,
    },
  });
  return seller;
}

async function buyerAsks(worker: TestWorker, seller: TestSeller, text: string): Promise<Id<'cnv'>> {
  const channel = await aTelegramChannel(worker, seller);
  const inbox = worker.app.get(InboxService, { strict: false });
  const { conversationId } = await inbox.accept(aBuyersMessage({ seller, ...channel }, text));
  await worker.app.get(TurnRunnerService, { strict: false }).run(conversationId);
  return conversationId;
}

async function said(worker: TestWorker, conversationId: Id<'cnv'>): Promise<string> {
  const lines: { body: string }[] = await worker.database.dataSource.query(
    `select body from deliveries where conversation_id = $1 order by seq`,
    [conversationId],
  );
  return lines.map((line) => line.body).join('\n');
}

const eventsOf = (worker: TestWorker, conversationId: Id<'cnv'>): Promise<{ type: string }[]> =>
  worker.database.dataSource.query(
    `select event_type as type, metadata from agent_events where conversation_id = $1 order by seq`,
    [conversationId],
  );

/** What the model was sent last. */
function lastRequest(worker: TestWorker): { system: string; tools: string[] } {
  const body = worker.standins.anthropic.requests().at(-1)?.body;
  return {
    system: JSON.stringify(body?.system ?? ''),
    tools: (body?.tools ?? []).map((tool) => tool.name),
  };
}

const askedEtsy = (worker: TestWorker): number =>
  worker.standins.etsy.counters().byOperation['getShopReceipt'] ?? 0;

describe('where buyers may be told of their orders', () => {
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
  });
  afterAll(async () => worker.close());

  it('the agent tells who proves the order theirs, the tracking code in plain text', async () => {
    const seller = await aConnectedSeller(worker, ALL);
    const first = await buyerAsks(worker, seller, QUESTION);
    const text = await said(worker, first);
    expect(text).toMatch(new RegExp(`was sent on .*USPS.*${CODE}`));
    expect(text).not.toMatch(/Nora|Ellis/);
    const { system, tools } = lastRequest(worker);
    expect(tools).toContain(TOOL);
    expect(system).toContain('get_order_status');
    // What stands before the talk is the same for every buyer of a shop.
    await buyerAsks(worker, seller, 'Where is my parcel?');
    expect(lastRequest(worker)).toEqual({ system, tools });
    const log = JSON.stringify(await eventsOf(worker, first));
    expect(log).toContain('get_order_status');
    expect(log).not.toMatch(/Nora|Ellis/);
  });

  it('a wrong postcode and an unknown number are answered word for word alike', async () => {
    const seller = await aConnectedSeller(worker, ALL);
    const answers: string[] = [];
    for (const question of [QUESTION.replace('97205', '97204'), QUESTION.replace('0023', '0099')]) {
      answers.push(await said(worker, await buyerAsks(worker, seller, question)));
    }
    expect(answers[0]).toMatch(/can't find an order/);
    expect(answers[1]).toBe(answers[0]);
  });

  it('a shop that was connected without the permission hands over, and no error shows', async () => {
    const seller = await aConnectedSeller(worker, LEAST);
    const conversation = await buyerAsks(worker, seller, QUESTION);
    expect(await said(worker, conversation)).toMatch(/passed this on/);
    const events = await eventsOf(worker, conversation);
    expect(events.map(({ type }) => type)).toContain('handoff.requested');
    expect(events.map(({ type }) => type)).not.toContain('run.failed');
  });

  it('a test chat does the same', async () => {
    const seller = await aConnectedSeller(worker, ALL);
    const chat = worker.app.get(TestChatService, { strict: false });
    const { conversationId } = await chat.send(seller.sellerId, QUESTION);
    await worker.app.get(TurnRunnerService, { strict: false }).run(conversationId);
    expect(await said(worker, conversationId)).toContain(CODE);
  });
});

describe('where they may not', () => {
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false, env: { ETSY_ORDER_STATUS: 'off' } });
  });
  afterAll(async () => worker.close());

  it('there is no such tool, nothing speaks of it, and a person is asked', async () => {
    const seller = await aConnectedSeller(worker, ALL);
    const conversation = await buyerAsks(worker, seller, QUESTION);
    expect(await said(worker, conversation)).toMatch(/passed this on/);
    for (const { body } of worker.standins.anthropic.requests()) {
      expect(JSON.stringify(body)).not.toContain('get_order_status');
    }
    expect(askedEtsy(worker)).toBe(0);
  });

  it('a model that calls it all the same gets nothing', async () => {
    const seller = await aConnectedSeller(worker, ALL);
    const input = { order_number: '3300410023', postcode: '97205' };
    worker.standins.anthropic.script([
      { kind: 'message', blocks: [{ type: 'tool_use', name: TOOL, input }] },
      { kind: 'message', blocks: [{ type: 'text', text: 'Let me ask the shop.' }] },
    ]);
    const conversation = await buyerAsks(worker, seller, 'Hello?');
    expect(await said(worker, conversation)).not.toContain(CODE);
    expect(askedEtsy(worker)).toBe(0);
  });
});
