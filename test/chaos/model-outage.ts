/** Buyers write while the model answers with errors only; then it is back, and everything must have been answered once. */
import { setTimeout as sleep } from 'node:timers/promises';
import { InboxService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../factories/seller.factory.js';
import { eventually } from '../support/eventually.js';
import type { TestWorker } from '../support/apps/worker-app.js';

export interface OutageFigures {
  messages: number;
  /** Neither answered nor waiting any more. */
  lost: number;
  /** From the end of the outage until nothing waited; null: not within the patience that there was. */
  doneAfterMs: number | null;
  /** Lines of ours (apologies) in the conversation that got most of them. */
  mostApologies: number;
  /** Lines that talk of the trouble in words of a machine. */
  wrongLines: string[];
  answers: number;
  conversations: number;
  /** How often the model was asked while it was away: it must be left in peace. */
  asked: number;
}

const WRITTEN_PER_BUYER = 2;

export interface Outage {
  outageMs: number;
  conversations: number;
  /** From its end until everything must be answered. */
  patienceMs: number;
}

/** @param worker with its sweeps; buyers write over the whole outage */
export async function sitOutAnOutage(
  worker: TestWorker,
  { outageMs, conversations, patienceMs }: Outage,
): Promise<OutageFigures> {
  const { anthropic } = worker.standins;
  const seller = await aSellerWithAgent(worker.database.dataSource);
  const channel = await aTelegramChannel(worker, seller);
  anthropic.setMode('instant');
  let asked = 0;
  const comeBack = anthropic.scriptWith(() => {
    asked += 1;
    return { kind: 'error', status: 529 };
  });
  const startedAt = Date.now();
  const ids = await writeOver(worker, { seller, ...channel }, { outageMs, conversations });
  await sleep(Math.max(0, startedAt + outageMs - Date.now()));
  // On a slow machine nobody may have noticed yet that the model is away.
  await eventually('somebody asks the model', () => asked > 0);
  comeBack();
  const doneAfterMs = await untilDone(worker, seller, Date.now(), patienceMs);
  return {
    messages: conversations * WRITTEN_PER_BUYER,
    doneAfterMs,
    asked,
    conversations,
    ...(await readLines(worker, ids)),
  };
}

async function writeOver(
  worker: TestWorker,
  shop: { seller: TestSeller; channelId: Id<'chn'> },
  { outageMs, conversations }: { outageMs: number; conversations: number },
): Promise<Id<'cnv'>[]> {
  const inbox = worker.app.get(InboxService, { strict: false });
  const ids = new Set<Id<'cnv'>>();
  const total = conversations * WRITTEN_PER_BUYER;
  for (let n = 0; n < total; n += 1) {
    const chatId = String(7_000 + (n % conversations));
    const message = aBuyersMessage({ ...shop, chatId }, `hello ${n}`);
    ids.add((await inbox.accept(message)).conversationId);
    await sleep((outageMs * 0.9) / total);
  }
  return [...ids];
}

async function untilDone(
  worker: TestWorker,
  { agentId }: TestSeller,
  endsAt: number,
  withinMs: number,
): Promise<number | null> {
  while (Date.now() - endsAt < withinMs) {
    const [left]: { open: number }[] = await worker.database.dataSource.query(
      `select count(*)::int as open from agent_inbox
        where agent_id = $1 and status in ('queued', 'processing')`,
      [agentId],
    );
    if (left?.open === 0) return Date.now() - endsAt;
    await sleep(100);
  }
  return null;
}

async function readLines(
  worker: TestWorker,
  ids: Id<'cnv'>[],
): Promise<Pick<OutageFigures, 'lost' | 'mostApologies' | 'wrongLines' | 'answers'>> {
  const lines: { id: string; author: string; body: string }[] =
    await worker.database.dataSource.query(
      `select conversation_id as id, author, body from deliveries where conversation_id = any($1)`,
      [ids],
    );
  const [lost]: { count: number }[] = await worker.database.dataSource.query(
    `select count(*)::int as count from agent_inbox where conversation_id = any($1) and status <> 'done'`,
    [ids],
  );
  const apologies = ids.map(
    (id) => lines.filter((line) => line.id === id && line.author === 'system').length,
  );
  return {
    lost: lost?.count ?? 0,
    mostApologies: Math.max(...apologies),
    wrongLines: lines.map(({ body }) => body).filter((body) => /529|overloaded|error/i.test(body)),
    answers: lines.filter(({ author }) => author === 'agent').length,
  };
}
