import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { openShopScene, type ShopScene } from '../support/apps/shop-scene.js';
import { readEvents } from '../support/read-events.js';

describe('the main path, through built processes and the real CLI', () => {
  let scene: ShopScene;

  beforeAll(async () => {
    scene = await openShopScene({ webhooks: true });
  });

  afterAll(async () => {
    await scene?.close();
  });

  const query = (sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> =>
    scene.stack.database.dataSource.query(sql, parameters);

  it("answers a buyer's question in the same chat with a real product, its price and its stock", async () => {
    const { body } = await scene.api('GET', '/products?state=active&search=mug&limit=1');
    const [product] = body['products'] as { title: string; price: string }[];
    await scene.write(1001, `Do you have the ${product?.title}? What does it cost?`);
    const answer = await scene.answer(1001);
    expect(answer).toContain(product?.price);
    expect(answer).toContain(product?.title);
  });

  it('answers one update once, however often it is posted at the same time', async () => {
    const update = await scene.write(1002, 'Hello, are you there?');
    await Promise.all(
      Array.from({ length: 50 }, () =>
        scene.standin('POST', `/telegram/_control/bots/${scene.bot}/redeliver`, {
          updateId: update.update_id,
        }),
      ),
    );
    await scene.answer(1002);

    const inbox = await query(
      `select m.id from agent_inbox m join conversations c on c.id = m.conversation_id where c.external_id = '1002'`,
    );
    const runs = await query(
      `select r.id from agent_runs r join conversations c on c.id = r.conversation_id where c.external_id = '1002'`,
    );
    expect([inbox.length, runs.length]).toEqual([1, 1]);
    expect((await scene.chat(1002)).filter((message) => message.fromBot)).toHaveLength(1);
  });

  it('writes a receipt and streams what happened, again from any event on', async () => {
    const events = await readEvents(
      scene.stack.apiUrl,
      scene.token,
      { untilType: 'delivery.sent' },
      () => scene.write(1003, 'Do you have candles?').then(() => undefined),
    );
    const types = events.map((event) => event.type);
    for (const type of ['run.started', 'tool_use', 'tool_result', 'response', 'delivery.sent']) {
      expect(types).toContain(type);
    }
    const stored = events.filter((event) => event.id !== null);
    const replayed = await readEvents(scene.stack.apiUrl, scene.token, {
      lastEventId: stored[0]?.id ?? '',
      untilId: stored.at(-1)?.id ?? '',
    });
    expect(replayed.filter((event) => event.id !== null).map((event) => event.id)).toEqual(
      stored.slice(1).map((event) => event.id),
    );
    const [delivery] = await query(
      `select d.status, d.external_id from deliveries d join conversations c on c.id = d.conversation_id
        where c.external_id = '1003'`,
    );
    expect(delivery).toMatchObject({ status: 'sent', external_id: expect.stringMatching(/^\d+$/) });
  });

  it('answers the seller in their own chat', async () => {
    const sent = await scene.api('POST', '/agents/me/send', {
      message: 'What mugs do I have in stock?',
    });
    expect(sent.body).toMatchObject({ queued: true, inboxId: expect.stringMatching(/^inb_/) });
    await eventually('the answer among the events', async () => {
      const { body } = await scene.api('GET', '/agents/me/events?limit=50');
      const events = body['events'] as {
        eventType: string;
        metadata: { conversationId: string };
      }[];
      const [own] = await query(`select id from conversations where kind = 'seller'`);
      return events.some(
        (event) => event.eventType === 'response' && event.metadata.conversationId === own?.['id'],
      );
    });
    const { body } = await scene.api('GET', '/agents/me');
    expect(body['agent']).toMatchObject({ session: { sessionId: expect.any(String) } });
  });

  it("keeps two buyers of one shop apart in the model's own requests", async () => {
    await scene.write(1004, 'My secret word is PERSIMMON-77, remember it');
    await scene.answer(1004);
    await scene.write(1005, 'What is the secret word?');
    await scene.answer(1005);
    const { requests } = (await scene.standin('GET', '/anthropic/_control/requests')) as {
      requests: { body: { messages: unknown[] } }[];
    };
    const ofSecond = requests.filter((request) =>
      JSON.stringify(request.body.messages).includes('What is the secret word?'),
    );
    expect(ofSecond.length).toBeGreaterThan(0);
    expect(JSON.stringify(ofSecond)).not.toContain('PERSIMMON-77');
  });

  it('shows the day in the overview', async () => {
    const { body } = await scene.api('GET', '/dashboard/overview');
    expect(body).toMatchObject({
      agent: { status: 'active' },
      etsyConnection: { status: 'active' },
      channels: { telegram: 'connected', whatsapp: 'disconnected' },
    });
    expect((body['products'] as { total: number }).total).toBeGreaterThan(200);
  });
});
