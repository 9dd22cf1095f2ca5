import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { BudgetsService, RunHistoryRepository, TurnRunnerService } from '#features/agents';
import { InboxService } from '#features/messaging';
import { inTransaction } from '#platform/database';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../../factories/seller.factory.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

const FREE_MONTH_MICROS = 10_000_000;
const FREE_RUN_MICROS = 200_000;

interface Buyer {
  seller: TestSeller;
  channelId: Id<'chn'>;
  chatId: string;
}

describe('what an agent may cost', () => {
  let worker: TestWorker;
  let runner: TurnRunnerService;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
    runner = worker.app.get(TurnRunnerService, { strict: false });
  });

  afterEach(() => worker.standins.anthropic.reset());

  afterAll(async () => {
    await worker.close();
  });

  function query<T = Record<string, unknown>>(sql: string, parameters: unknown[]): Promise<T[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  async function aBuyer(): Promise<Buyer> {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    return { seller, ...(await aTelegramChannel(worker, seller)) };
  }

  async function write(buyer: Buyer, text: string): Promise<Id<'cnv'>> {
    const inbox = worker.app.get(InboxService, { strict: false });
    return (await inbox.accept(aBuyersMessage(buyer, text))).conversationId;
  }

  async function spend(sellerId: Id<'sel'>, micros: number): Promise<void> {
    await query(
      `insert into budget_months (seller_id, month, spent_micros)
       values ($1, to_char(now() at time zone 'utc', 'YYYY-MM'), $2)`,
      [sellerId, micros],
    );
  }

  interface RunCosts {
    id: Id<'run'>;
    cost: number;
    reserved: number;
    input: number;
    output: number;
  }

  async function theRun(conversationId: Id<'cnv'>): Promise<RunCosts> {
    const runs = await query<RunCosts>(
      `select id, cost_micros as cost, reserved_micros as reserved, output_tokens as output,
              input_tokens + cache_read_tokens + cache_write_tokens as input
         from agent_runs where conversation_id = $1`,
      [conversationId],
    );
    expect(runs).toHaveLength(1);
    const [run] = runs;
    if (!run) throw new Error('no run');
    return run;
  }

  const month = async (sellerId: Id<'sel'>): Promise<{ spent: number; reserved: number }> => {
    const [row] = await query<{ spent: string; reserved: string }>(
      `select spent_micros as spent, reserved_micros as reserved from budget_months where seller_id = $1`,
      [sellerId],
    );
    return { spent: Number(row?.spent), reserved: Number(row?.reserved) };
  };

  it('is metered request by request, and settled with the run', async () => {
    const buyer = await aBuyer();
    const conversationId = await write(buyer, 'Do you have a mug?');
    await runner.run(conversationId);
    const run = await theRun(conversationId);
    const [metered] = await query(
      `select count(*) > 0 as any_requests, bool_and(phase = 'stop' and complete) as all_ended,
              sum(u.cost_micros)::int as cost, sum(u.output_tokens)::int as output
         from model_usage u join agent_runs r on r.id = u.run_id where r.conversation_id = $1`,
      [conversationId],
    );
    const { cost, output, input } = run;
    expect(metered).toEqual({ any_requests: true, all_ended: true, cost, output });
    expect(run.reserved).toBe(0);
    const { sellerId, agentId } = buyer.seller;
    expect(await month(sellerId)).toEqual({ spent: cost, reserved: 0 });
    const budgets = worker.app.get(BudgetsService, { strict: false });
    expect(await budgets.report(sellerId, agentId)).toMatchObject({
      plan: 'free',
      month: { costMicros: cost, limitMicros: FREE_MONTH_MICROS, runs: 1 },
      today: { costMicros: cost, inputTokens: input, runs: 1 },
    });
    // It is booked once, whoever else may think that it is theirs to end.
    await inTransaction(worker.database.dataSource, (manager) =>
      budgets.settleCrashed(manager, sellerId, run.id),
    );
    expect(await month(sellerId)).toEqual({ spent: cost, reserved: 0 });
  });

  it('counts everything the model read, warm turns too', async () => {
    const buyer = await aBuyer();
    const conversationId = await write(buyer, 'hello');
    await runner.run(conversationId);
    await write(buyer, 'thanks');
    await runner.run(conversationId);
    const events = await query<{ metadata: { inputTokens: number; cachedTokens: number } }>(
      `select metadata from agent_events where conversation_id = $1 and event_type = 'response' order by seq`,
      [conversationId],
    );
    expect(events).toHaveLength(2);
    for (const { metadata } of events) {
      expect(metadata.inputTokens).toBeGreaterThan(0);
      expect(metadata.inputTokens).toBeGreaterThanOrEqual(metadata.cachedTokens);
    }
    const history = worker.app.get(RunHistoryRepository, { strict: false });
    const runs = await history.list(buyer.seller.sellerId, conversationId);
    expect(runs.map(({ inputTokens }) => inputTokens).toReversed()).toEqual(
      events.map(({ metadata }) => metadata.inputTokens),
    );
  });

  it('is set aside for one of 50 runs that start at once at 99 %', async () => {
    const buyer = await aBuyer();
    await spend(buyer.seller.sellerId, FREE_MONTH_MICROS * 0.99);
    const conversation = { id: await write(buyer, 'hello'), sellerId: buyer.seller.sellerId };
    const budgets = worker.app.get(BudgetsService, { strict: false });
    const verdicts = await Promise.all(
      Array.from({ length: 50 }, () =>
        inTransaction(worker.database.dataSource, async (manager) => {
          const verdict = await budgets.decide(manager, conversation);
          if (verdict.kind !== 'granted') return verdict;
          await budgets.setAside(manager, conversation.sellerId, verdict.reserveMicros);
          return verdict;
        }),
      ),
    );
    const kinds = verdicts.map((verdict) => verdict.kind).toSorted();
    expect(kinds).toEqual([...Array.from({ length: 49 }, () => 'busy'), 'granted']);
  });

  it('is looked at by one run after the other, each seeing what the last has set aside', async () => {
    const buyer = await aBuyer();
    await spend(buyer.seller.sellerId, FREE_MONTH_MICROS * 0.99);
    const conversation = { id: await write(buyer, 'hello'), sellerId: buyer.seller.sellerId };
    const budgets = worker.app.get(BudgetsService, { strict: false });
    const { dataSource } = worker.database;
    const second = Promise.withResolvers<string>();
    const first = await inTransaction(dataSource, async (manager) => {
      const verdict = await budgets.decide(manager, conversation);
      inTransaction(dataSource, (other) => budgets.decide(other, conversation)).then(
        ({ kind }) => second.resolve(kind),
        second.reject,
      );
      // Long enough to look without being let in.
      await Promise.race([second.promise, new Promise((done) => setTimeout(done, 300))]);
      await budgets.setAside(manager, conversation.sellerId, FREE_RUN_MICROS);
      return verdict.kind;
    });
    expect([first, await second.promise]).toEqual(['granted', 'busy']);
  });

  it('is overspent by at most one run however many want to start, and none of them is lost', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const channel = await aTelegramChannel(worker, seller);
    await spend(seller.sellerId, FREE_MONTH_MICROS * 0.99);
    worker.standins.anthropic.setMode('instant');
    const conversations: Id<'cnv'>[] = [];
    for (let k = 0; k < 50; k += 1) {
      conversations.push(await write({ seller, ...channel, chatId: String(5_000 + k) }, 'hello'));
    }
    let most = 0;
    let watching = true;
    const watch = (async () => {
      while (watching) {
        const { spent, reserved } = await month(seller.sellerId);
        most = Math.max(most, spent + reserved);
        await new Promise((done) => setTimeout(done, 5));
      }
    })();
    await Promise.all(conversations.map((id) => runner.run(id)));
    watching = false;
    await watch;
    expect(most).toBeLessThanOrEqual(FREE_MONTH_MICROS + FREE_RUN_MICROS);
    const counted = await query<{ status: string; n: string }>(
      `select status, count(*) as n from agent_inbox where agent_id = $1 group by status`,
      [seller.agentId],
    );
    const kept = counted.filter(({ status }) => ['queued', 'done'].includes(status));
    expect(kept.reduce((sum, { n }) => sum + Number(n), 0)).toBe(50);
  });

  it('ends for good when it is spent: classified, listed, one polite line', async () => {
    const buyer = await aBuyer();
    await spend(buyer.seller.sellerId, FREE_MONTH_MICROS);
    const seen = worker.standins.anthropic.newestSeq;
    const conversationId = await write(buyer, 'hello?');
    await runner.run(conversationId);
    await write(buyer, 'anybody there?');
    await runner.run(conversationId);
    expect(worker.standins.anthropic.requests({ since: seen })).toEqual([]);
    const runs = await query(`select status, error from agent_runs where conversation_id = $1`, [
      conversationId,
    ]);
    expect(runs).toEqual([
      { status: 'failed', error: 'budget' },
      { status: 'failed', error: 'budget' },
    ]);
    const messages = await query(
      `select status, error from agent_inbox where conversation_id = $1`,
      [conversationId],
    );
    expect(messages).toEqual([
      { status: 'failed', error: 'budget' },
      { status: 'failed', error: 'budget' },
    ]);
    const lines = await query<{ author: string; body: string }>(
      `select author, body from deliveries where conversation_id = $1`,
      [conversationId],
    );
    expect(lines.map((line) => line.author)).toEqual(['system']);
    expect(lines[0]?.body).not.toMatch(/budget|limit|plan|AI|model/);
  });

  it('warns the seller once, at 80 %', async () => {
    const buyer = await aBuyer();
    await spend(buyer.seller.sellerId, FREE_MONTH_MICROS * 0.8);
    const conversationId = await write(buyer, 'hello');
    await runner.run(conversationId);
    await write(buyer, 'hello again');
    await runner.run(conversationId);
    const warnings = await query(
      `select 1 from agent_events where agent_id = $1 and event_type = 'budget.warning'`,
      [buyer.seller.agentId],
    );
    expect(warnings).toHaveLength(1);
  });

  it('is booked from what was written down when the worker died', async () => {
    const buyer = await aBuyer();
    const conversationId = await write(buyer, 'hello');
    await runner.run(conversationId);
    const before = await month(buyer.seller.sellerId);
    // As a killed worker leaves it: running, reserved, its requests written down.
    await query(
      `update agent_runs set status = 'running', reserved_micros = 200000, cost_micros = 0 where conversation_id = $1`,
      [conversationId],
    );
    await query(
      `update budget_months set spent_micros = 0, reserved_micros = 200000 where seller_id = $1`,
      [buyer.seller.sellerId],
    );
    await query(
      `update conversations
          set lease_owner = 'dead', lease_until = now() - interval '1 second', due_at = now() where id = $1`,
      [conversationId],
    );
    await runner.run(conversationId);
    expect(await month(buyer.seller.sellerId)).toEqual({ spent: before.spent, reserved: 0 });
  });
});
