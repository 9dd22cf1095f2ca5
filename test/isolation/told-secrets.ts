/**
 * Buyers of three shops each tell a secret, talk on while their sessions are evicted, restored, summed up and moved from
 * worker to worker, and are then asked for it. What reached the model is read from the stand-in: no request may hold the secret of another.
 */
import { InboxService } from '#features/messaging';
import { TurnRunnerService } from '#features/agents';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../factories/seller.factory.js';
import { eventually } from '../support/eventually.js';
import type { TestWorker } from '../support/apps/worker-app.js';

export interface IsolationFigures {
  conversations: number;
  requests: number;
  /** Secrets found in a request of another conversation. */
  leaks: string[];
  /** Conversations that did not know their own secret at the end. */
  forgotten: string[];
  restored: number;
  summaries: number;
  /** Turns that another worker took than the one before it in the conversation. */
  moves: number;
}

interface Talk {
  seller: TestSeller;
  channelId: Id<'chn'>;
  chatId: string;
  secret: string;
}

const SELLERS = 3;
const IN_PARALLEL = 2;
const ANSWER_WITHIN_MS = 300_000;

/**
 * Which of two workers takes a round. The second comes back to the first, whose live session has missed a turn by then;
 * the last two stay.
 */
const ROUNDS = [
  { say: 'tell', worker: 0 },
  { say: 'chat', worker: 1 },
  { say: 'ask', worker: 0 },
  { say: 'ask', worker: 0 },
] as const;
type Saying = (typeof ROUNDS)[number]['say'];

/** @param workers two, with room for few live sessions, so that most turns begin from what was stored */
export async function tellSecrets(
  workers: readonly [TestWorker, TestWorker],
  conversations: number,
): Promise<IsolationFigures> {
  const [first] = workers;
  first.standins.anthropic.setMode('memory');
  const talks = await openTalks(first, conversations);
  const forgotten: string[] = [];
  for (const round of ROUNDS) {
    await inTurns(talks, async (talk) => {
      const answer = await say(workers[round.worker], talk, wordsOf(round.say, talk));
      if (round.say === 'ask' && !answer.includes(talk.secret)) forgotten.push(talk.secret);
    });
  }
  return { ...(await readRequests(first, talks)), conversations, forgotten };
}

function wordsOf(saying: Saying, talk: Talk): string {
  if (saying === 'tell') return `Please remember that my secret word is ${talk.secret}`;
  return saying === 'chat' ? 'Thanks a lot!' : 'What is my secret word?';
}

async function openTalks(worker: TestWorker, conversations: number): Promise<Talk[]> {
  const shops: Pick<Talk, 'seller' | 'channelId'>[] = [];
  for (let i = 0; i < SELLERS; i += 1) {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    shops.push({ seller, channelId: (await aTelegramChannel(worker, seller)).channelId });
  }
  await worker.database.dataSource.query(
    `update agents set config = '{"debounceMs": 0, "maxContextTokens": 500}'::jsonb`,
  );
  return Array.from({ length: conversations }, (_, i) => {
    const shop = shops[i % SELLERS];
    if (!shop) throw new Error('no shop');
    return { ...shop, chatId: String(70_000 + i), secret: `sesame${i}of${conversations}` };
  });
}

async function say(worker: TestWorker, talk: Talk, text: string): Promise<string> {
  const inbox = worker.app.get(InboxService, { strict: false });
  const runner = worker.app.get(TurnRunnerService, { strict: false });
  const { conversationId } = await inbox.accept(aBuyersMessage(talk, text));
  // On a machine with other work a start may take too long; then the message is put off and comes again.
  await eventually(
    `an answer in chat ${talk.chatId}`,
    async () => {
      await runner.run(conversationId);
      return isAnswered(worker, conversationId);
    },
    ANSWER_WITHIN_MS,
  );
  const rows: { body: string }[] = await worker.database.dataSource.query(
    `select body from deliveries where conversation_id = $1 order by seq desc limit 1`,
    [conversationId],
  );
  return rows[0]?.body ?? '';
}

async function isAnswered(worker: TestWorker, conversationId: Id<'cnv'>): Promise<boolean> {
  const [open]: { count: number }[] = await worker.database.dataSource.query(
    `select count(*)::int as count from agent_inbox where conversation_id = $1 and status <> 'done'`,
    [conversationId],
  );
  return open?.count === 0;
}

async function inTurns(talks: Talk[], work: (talk: Talk) => Promise<void>): Promise<void> {
  const waiting = [...talks];
  const one = async (): Promise<void> => {
    for (let talk = waiting.shift(); talk; talk = waiting.shift()) await work(talk);
  };
  await Promise.all(Array.from({ length: IN_PARALLEL }, one));
}

async function readRequests(
  worker: TestWorker,
  talks: Talk[],
): Promise<Pick<IsolationFigures, 'requests' | 'leaks' | 'restored' | 'summaries' | 'moves'>> {
  const requests = worker.standins.anthropic.requests().map(({ body }) => JSON.stringify(body));
  const leaks = requests.flatMap((body) => {
    const found = new Set(body.match(/sesame\d+of\d+/g) ?? []);
    return found.size > 1 ? [[...found].join(' with ')] : [];
  });
  const unknown = talks.filter((talk) => !requests.some((body) => body.includes(talk.secret)));
  const [cold]: { count: number }[] = await worker.database.dataSource.query(
    `select count(*)::int as count from agent_runs where not warm and status = 'completed'`,
  );
  const [moved]: { count: number }[] = await worker.database.dataSource.query(
    `select count(*)::int as count from (
       select worker <> lag(worker) over (partition by conversation_id order by started_at) as moved from agent_runs
     ) r where moved`,
  );
  return {
    requests: requests.length,
    leaks: [...leaks, ...unknown.map((talk) => `${talk.secret} was never asked about`)],
    restored: (cold?.count ?? 0) - talks.length,
    moves: moved?.count ?? 0,
    summaries: requests.filter((body) => body.includes('Summarise the conversation below')).length,
  };
}
