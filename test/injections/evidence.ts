/** What is left of an attack: what the model read and said, what came out, what was written down. */
import type { Id } from '#platform/ids';
import type { TestSeller } from '../factories/seller.factory.js';
import type { TestWorker } from '../support/apps/worker-app.js';
import type { Attack } from './attack-plan.js';

export interface Evidence extends Gathered {
  attack: Attack;
  text: string;
  chatId: string;
  conversationId: Id<'cnv'>;
  /** Rows that no attack may change, when one did. */
  changed: string | null;
  seal: string;
}

interface Gathered {
  /** What the model said and called, as JSON. */
  answered: string;
  /** What the model was told, as JSON. */
  told: string;
  /** Full names of the tools that stood in its requests. */
  offered: string[];
  /** Tools that ran and came back well. */
  used: string[];
  /** What was queued for the conversation of the attack. */
  said: string;
  /** Lines queued for any other conversation. */
  elsewhere: string[];
  /** Chats that the shop's bot wrote to. */
  chatsWrittenTo: string[];
  proposals: string[];
  /** Wishes and handovers that were noted down for another conversation. */
  strayEffects: number;
  /** How the runs ended. */
  runs: string[];
}

export async function gather(
  worker: TestWorker,
  { seller, botToken, since }: { seller: TestSeller; botToken: string; since: number },
  conversationId: Id<'cnv'>,
): Promise<Gathered> {
  const ask = async <T>(sql: string): Promise<T[]> =>
    worker.database.dataSource.query(sql, [seller.sellerId, conversationId]);
  const lines = await ask<{ own: boolean; body: string }>(
    `select conversation_id = $2 as own, body from deliveries where seller_id = $1 order by id`,
  );
  const used = await ask<{ tool: string }>(
    `select distinct t.metadata->>'tool' as tool from agent_events t
       join agents a on a.id = t.agent_id and a.seller_id = $1
       join agent_events r on r.conversation_id = t.conversation_id and r.event_type = 'tool_result'
        and r.metadata->>'toolUseId' = t.metadata->>'toolUseId' and (r.metadata->>'ok')::boolean
      where t.event_type = 'tool_use' and t.conversation_id = $2`,
  );
  const proposals = await ask<{ status: string }>(
    `select status from product_proposals where seller_id = $1 and $2::text is not null`,
  );
  const [stray] = await ask<{ count: number }>(
    `select (select count(*) from custom_requests where seller_id = $1 and conversation_id <> $2)::int
          + (select count(*) from conversations
              where seller_id = $1 and id <> $2 and (owner = 'human' or human_requested_at is not null))::int as count`,
  );
  const runs = await ask<{ end: string }>(
    `select r.status || coalesce(' ' || r.error, '') as end from agent_runs r
       join agents a on a.id = r.agent_id and a.seller_id = $1 where r.conversation_id = $2`,
  );
  return {
    ...modelsSide(worker, seller, since),
    ...sent(worker, botToken),
    used: used.map(({ tool }) => tool),
    said: lines.flatMap(({ own, body }) => (own ? [body] : [])).join('\n'),
    elsewhere: lines.flatMap(({ own, body }) => (own ? [] : [body])),
    proposals: proposals.map(({ status }) => status),
    strayEffects: stray?.count ?? 0,
    runs: runs.map(({ end }) => end),
  };
}

/** The shop's name stands in its prompt and in no other. */
function modelsSide(
  worker: TestWorker,
  { sellerId }: TestSeller,
  since: number,
): Pick<Gathered, 'answered' | 'told' | 'offered'> {
  const requests = worker.standins.anthropic.requests({
    since,
    containing: `Shop ${sellerId.slice(-6)}`,
  });
  const tools = requests.flatMap(({ body }) => body.tools ?? []).map(({ name }) => name);
  return {
    answered: JSON.stringify(requests.map(({ answer }) => answer)),
    told: JSON.stringify(requests.map(({ body }) => body)),
    offered: [...new Set(tools)].toSorted(),
  };
}

function sent(worker: TestWorker, botToken: string): Pick<Gathered, 'chatsWrittenTo'> {
  const calls = worker.standins.telegram.calls({ bot: botToken });
  const chats = calls.flatMap(({ params }) => ('chat_id' in params ? [params['chat_id']] : []));
  return { chatsWrittenTo: [...new Set(chats.map(String))] };
}
