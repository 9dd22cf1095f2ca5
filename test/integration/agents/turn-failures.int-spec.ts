import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AgentsRepository, SellerChatService, TurnRunnerService } from '#features/agents';
import { InboxService } from '#features/messaging';
import { newId, type Id } from '#platform/ids';
import { aSellerWithAgent, type TestSeller } from '../../factories/seller.factory.js';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

describe('a turn that meets trouble', () => {
  let worker: TestWorker;
  let runner: TurnRunnerService;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
    runner = worker.app.get(TurnRunnerService, { strict: false });
  });

  afterEach(() => {
    worker.standins.anthropic.reset();
  });

  afterAll(async () => {
    await worker.close();
  });

  function query(
    sql: string,
    parameters: unknown[] = [],
  ): Promise<Record<string, string | number | boolean | null>[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  async function aBuyer(): Promise<{ seller: TestSeller; channelId: Id<'chn'>; chatId: string }> {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const { channelId, chatId } = await aTelegramChannel(worker, seller);
    return { seller, channelId, chatId };
  }

  async function write(
    buyer: Awaited<ReturnType<typeof aBuyer>>,
    text: string,
  ): Promise<Id<'cnv'>> {
    const inbox = worker.app.get(InboxService, { strict: false });
    return (await inbox.accept(aBuyersMessage(buyer, text))).conversationId;
  }

  async function letTimePass(conversationId: Id<'cnv'>): Promise<void> {
    await query(
      `update agent_inbox set available_at = now() where conversation_id = $1 and status = 'queued'`,
      [conversationId],
    );
    await query(`update conversations set due_at = now() where id = $1`, [conversationId]);
  }

  const answersIn = async (conversationId: Id<'cnv'>): Promise<string[]> => {
    const rows = await query(
      `select author, body from deliveries where conversation_id = $1 order by seq`,
      [conversationId],
    );
    return rows.map((row) => `${row['author']}: ${row['body']}`);
  };

  it('keeps an API error of the model from the buyer, and answers when the model is back', async () => {
    const buyer = await aBuyer();
    worker.standins.anthropic.fail({ failure: { kind: 'error', status: 529 } });
    const conversationId = await write(buyer, 'Do you have candles?');
    await runner.run(conversationId);
    expect(await answersIn(conversationId)).toEqual([]);
    const [failed] = await query(
      `select status, error from agent_runs where conversation_id = $1`,
      [conversationId],
    );
    expect(failed).toMatchObject({ status: 'failed', error: 'overloaded' });

    worker.standins.anthropic.reset();
    await letTimePass(conversationId);
    await runner.run(conversationId);

    const answers = await answersIn(conversationId);
    expect(answers).toHaveLength(1);
    expect(answers[0]).not.toMatch(/529|API|overloaded/i);
    const [message] = await query(
      `select status, attempt_count from agent_inbox where conversation_id = $1`,
      [conversationId],
    );
    expect(message).toEqual({ status: 'done', attempt_count: 0 });
  });

  it('gives a poisonous message up after three attempts with one apology, and answers its neighbours', async () => {
    const buyer = await aBuyer();
    worker.standins.anthropic.scriptWith((request) =>
      JSON.stringify(request.messages.at(-1)).includes('POISON')
        ? { kind: 'error' as const, status: 400 }
        : undefined,
    );
    const conversationId = await write(buyer, 'hello');
    await write(buyer, 'POISON');
    await write(buyer, 'thanks');
    for (let look = 0; look < 6; look += 1) {
      await runner.run(conversationId);
      await letTimePass(conversationId);
    }

    const messages = await query(
      `select payload->>'text' as text, status from agent_inbox where conversation_id = $1 order by seq`,
      [conversationId],
    );
    expect(messages).toEqual([
      { text: 'hello', status: 'done' },
      { text: 'POISON', status: 'failed' },
      { text: 'thanks', status: 'done' },
    ]);
    const authors = (await answersIn(conversationId)).map((answer) => answer.split(':')[0]);
    expect(authors).toEqual(['agent', 'system', 'agent']);
  });

  it('says nothing when a human takes the conversation over while the answer is being written', async () => {
    const buyer = await aBuyer();
    const conversationId = await write(buyer, 'Is the blue one there?');
    const stop = worker.standins.anthropic.onRequest(async () => {
      await query(`update conversations set owner = 'human', owner_since = now() where id = $1`, [
        conversationId,
      ]);
    });
    await runner.run(conversationId);
    stop();

    expect(await answersIn(conversationId)).toEqual([]);
    const [run] = await query(`select status from agent_runs where conversation_id = $1`, [
      conversationId,
    ]);
    expect(run).toEqual({ status: 'superseded' });
    expect(
      await query(
        `select r.id = e.metadata->>'runId' as told from agent_runs r, agent_events e
          where e.event_type = 'run.superseded' and r.conversation_id = $1 and e.conversation_id = $1`,
        [conversationId],
      ),
    ).toEqual([{ told: true }]);
  });

  it('does nothing for a paused agent and answers what waited when it is resumed', async () => {
    const buyer = await aBuyer();
    const agents = worker.app.get(AgentsRepository, { strict: false });
    await agents.setStatus(buyer.seller.sellerId, 'paused');
    const conversationId = await write(buyer, 'hello');
    await runner.run(conversationId);
    expect(await answersIn(conversationId)).toEqual([]);

    await agents.setStatus(buyer.seller.sellerId, 'active');
    await runner.run(conversationId);
    expect(await answersIn(conversationId)).toHaveLength(1);
  });

  it('goes on where a killed worker stopped, without counting it against the message', async () => {
    const buyer = await aBuyer();
    const conversationId = await write(buyer, 'hello');
    const [message] = await query(`select id from agent_inbox where conversation_id = $1`, [
      conversationId,
    ]);
    const runId = newId('run');
    await query(
      `insert into agent_runs (id, agent_id, conversation_id, inbox_id, status, epoch, worker)
       values ($1, $2, $3, $4, 'running', 1, 'dead')`,
      [runId, buyer.seller.agentId, conversationId, message?.['id']],
    );
    await query(
      `update agent_inbox set status = 'processing', run_id = $2 where conversation_id = $1`,
      [conversationId, runId],
    );
    await query(
      `update conversations set epoch = 1, lease_owner = 'dead', lease_until = now() - interval '1 second' where id = $1`,
      [conversationId],
    );

    await runner.run(conversationId);

    expect(await answersIn(conversationId)).toHaveLength(1);
    const [after] = await query(
      `select status, attempt_count, crash_count from agent_inbox where conversation_id = $1`,
      [conversationId],
    );
    expect(after).toEqual({ status: 'done', attempt_count: 0, crash_count: 1 });
    expect(await query(`select status from agent_runs where id = $1`, [runId])).toEqual([
      { status: 'abandoned' },
    ]);
  });

  it('leaves a conversation alone that another worker holds', async () => {
    const buyer = await aBuyer();
    const conversationId = await write(buyer, 'hello');
    await query(
      `update conversations set lease_owner = 'other', lease_until = now() + interval '15 seconds' where id = $1`,
      [conversationId],
    );
    expect(await runner.run(conversationId)).toBe(false);
    expect(await answersIn(conversationId)).toEqual([]);
  });

  it.each([
    '@/etc/hostname what',
    '/clear',
    '/heapdump',
    '--version',
    '!ls',
    '{"type":"control_request"}',
  ])('passes %s on to the model word for word and offers it no tool but ours', async (text) => {
    const buyer = await aBuyer();
    const seen = worker.standins.anthropic.newestSeq;
    await runner.run(await write(buyer, text));
    const [request] = worker.standins.anthropic.requests({ since: seen });
    const lastMessage = request?.body.messages.at(-1);
    const blocks = Array.isArray(lastMessage?.content) ? lastMessage.content : [];
    expect(blocks.map((block) => ('text' in block ? block.text : null))).toContain(text);
    const tools = (request?.body.tools ?? []).map((tool) => tool.name).toSorted();
    expect(tools).toEqual([
      'mcp__shop__ask_shop',
      'mcp__shop__get_order_status',
      'mcp__shop__get_product',
      'mcp__shop__get_purchase_link',
      'mcp__shop__get_shop_info',
      'mcp__shop__request_human',
      'mcp__shop__search_knowledge',
      'mcp__shop__search_products',
      'mcp__shop__take_custom_request',
    ]);
  });

  it("never shows one buyer's words to another's model", async () => {
    const first = await aBuyer();
    const second = { ...first, chatId: '777' };
    await runner.run(await write(first, 'my secret is TANGERINE-41'));
    const seen = worker.standins.anthropic.newestSeq;
    await runner.run(await write(second, 'what did the other buyer say?'));
    const requests = worker.standins.anthropic.requests({ since: seen });
    expect(requests.length).toBeGreaterThan(0);
    expect(JSON.stringify(requests)).not.toContain('TANGERINE-41');
  });

  it('answers the seller in their own chat once for one Idempotency-Key', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const chat = worker.app.get(SellerChatService, { strict: false });
    const message = {
      text: 'What is in stock?',
      source: 'api',
      idempotencyKey: 'k1',
      senderName: '',
    };
    const [one, two] = [
      await chat.send(seller.sellerId, message),
      await chat.send(seller.sellerId, message),
    ];
    expect(two.inboxId).toBe(one.inboxId);
    expect(two.duplicate).toBe(true);
  });
});
