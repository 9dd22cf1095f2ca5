import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SellerChatService, TurnRunnerService } from '#features/agents';
import type { Id } from '#platform/ids';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

/** As many turns as must hold; fewer for a quick look. */
const LAST_TURN = Number(process.env['LONG_CONVERSATION_TURNS'] ?? 80);
const FACT_TURN = 3;

describe('a long conversation', () => {
  let worker: TestWorker;
  let sellerId: Id<'sel'>;
  let conversationId: Id<'cnv'>;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false, standins: { anthropic: { mode: 'memory' } } });
    worker.standins.anthropic.setMode('memory');
    ({ sellerId } = await aSellerWithAgent(worker.database.dataSource));
    await worker.database.dataSource.query(
      `update agents set config = '{"maxContextTokens": 6000}'::jsonb where seller_id = $1`,
      [sellerId],
    );
  });

  afterAll(async () => {
    await worker?.close();
  });

  async function say(text: string): Promise<string> {
    const chat = worker.app.get(SellerChatService, { strict: false });
    const runner = worker.app.get(TurnRunnerService, { strict: false });
    const message = { text, source: 'dashboard', idempotencyKey: null, senderName: '' };
    ({ conversationId } = await chat.send(sellerId, message));
    await runner.run(conversationId);
    const [last] = await worker.database.dataSource.query(
      `select body from deliveries where conversation_id = $1 order by seq desc limit 1`,
      [conversationId],
    );
    return String(last?.body);
  }

  const sessions = (): Promise<{ sessions: number; longest: number }[]> =>
    worker.database.dataSource.query(
      `select count(distinct s.session_id)::int as sessions, max(s.context_tokens)::int as longest
         from agent_sessions s where s.conversation_id = $1`,
      [conversationId],
    );

  it('still knows at its end what was said at its beginning, and stays short', async () => {
    const seen = new Set<string>();
    for (let turn = 1; turn < LAST_TURN; turn += 1) {
      const fact = "Please remember that my dog's name is Rex.";
      await say(turn === FACT_TURN ? fact : `thanks, that is turn ${turn} of ours`);
      const [session] = await worker.database.dataSource.query(
        `select session_id from agent_sessions where conversation_id = $1`,
        [conversationId],
      );
      seen.add(String(session?.session_id));
    }
    expect(await say("What is my dog's name?")).toContain('Rex');
    // It went on in new sessions, more than once, and each was told what went before.
    expect(seen.size).toBeGreaterThan(2);
    const [state] = await sessions();
    expect(state?.longest).toBeLessThan(10_000);
    const last = JSON.stringify(worker.standins.anthropic.requests().at(-1)?.body);
    expect(last).toContain('Earlier in this conversation');
    expect(last).not.toContain('that is turn 5 of ours');
  }, 240_000);

  it('pays for the summary as a part of the run', async () => {
    const [usage] = await worker.database.dataSource.query(
      `select count(*)::int as requests, count(distinct run_id)::int as runs from model_usage`,
    );
    expect(Number(usage?.requests)).toBeGreaterThan(Number(usage?.runs));
  });
});
