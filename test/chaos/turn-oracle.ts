/**
 * What became of the messages, by DESIGN's words: lost is what was neither delivered nor listed to the seller; answered
 * twice is what stands in two answers; order is kept when later answers answer later messages.
 */
import { readdir, readFile } from 'node:fs/promises';
import type { ShopScene } from '../support/apps/shop-scene.js';

/** What a buyer wrote: its words are found again in the answer. */
export interface SentMessage {
  person: number;
  n: number;
  words: string;
}

export interface Verdict {
  sent: number;
  answered: number;
  /** Not in a chat, but listed: given up, or sent without a receipt. */
  listed: number;
  lost: string[];
  twice: string[];
  disordered: string[];
  /** Runs of one conversation that overlapped. */
  overlaps: number;
  deliveriesUnknown: number;
  runs: Record<string, number>;
}

/** Reads the chats first, then asks the database what it lists. */
export async function judge(scene: ShopScene, sent: SentMessage[]): Promise<Verdict> {
  const people = [...new Set(sent.map((message) => message.person))];
  const answers = new Map<number, string[][]>();
  for (const person of people) answers.set(person, await answersTo(scene, person));
  const listed = await listedWords(scene);
  const missing = sent.filter((message) => countOf(answers, message) === 0).map(tokenOf);
  return {
    sent: sent.length,
    answered: sent.length - missing.length,
    listed: missing.filter((token) => listed.has(token)).length,
    lost: missing.filter((token) => !listed.has(token)),
    twice: sent.filter((message) => countOf(answers, message) > 1).map(tokenOf),
    disordered: people.filter((person) => !ordered(answers.get(person) ?? [])).map(String),
    overlaps: await countOverlaps(scene),
    deliveriesUnknown: await count(
      scene,
      `select count(*) from deliveries where status = 'unknown'`,
    ),
    runs: await countRuns(scene),
  };
}

/** Messages that have not arrived yet (Telegram tries again while our API is away), wait or are in work, and answers waiting to be sent. */
export async function unfinished(scene: ShopScene, sent: SentMessage[]): Promise<number> {
  const open = await count(
    scene,
    `select (select count(*) from agent_inbox where status in ('queued', 'processing'))
          + (select count(*) from deliveries where status in ('pending', 'sending') and channel_id is not null) as count`,
  );
  return open + (await notArrived(scene, sent));
}

async function notArrived(scene: ShopScene, sent: SentMessage[]): Promise<number> {
  const rows: { text: string }[] = await scene.stack.database.dataSource.query(
    `select payload->>'text' as text from agent_inbox`,
  );
  const arrived = new Set(rows.map((row) => row.text));
  return sent.filter((message) => !arrived.has(message.words)).length;
}

/** For a person who looks at a run that does not end. */
export function stuckConversations(scene: ShopScene): Promise<unknown> {
  return scene.stack.database.dataSource.query(
    `select c.id, c.due_at - now() as due_in, c.lease_until - now() as lease_left, c.owner, m.status,
            m.available_at - now() as available_in, m.attempt_count, m.crash_count, m.error, count(*)::int
       from conversations c join agent_inbox m on m.conversation_id = c.id
      where m.status in ('queued', 'processing')
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9 limit 5`,
  );
}

/** Leases that somebody still holds: of conversations, of deliveries, of channels. */
export function leasesLeft(scene: ShopScene): Promise<number> {
  return count(
    scene,
    `select (select count(*) from conversations where lease_until > now())
          + (select count(*) from messaging_channels where lease_until > now())
          + (select count(*) from deliveries where status = 'sending' or lease_until > now()) as count`,
  );
}

/** Processes of this machine that were started below a stack's data folder. */
export async function processesOf(dataDir: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (commandLine.includes(dataDir) || environment.includes(`${dataDir}/sessions`)) {
      found.push(`${pid}: ${commandLine.replaceAll('\0', ' ').slice(0, 120)}`);
    }
  }
  return found;
}

const TOKEN = /no\d+x\d+x/g;

/** The messages that each answer of the shop repeats, oldest answer first. */
async function answersTo(scene: ShopScene, person: number): Promise<string[][]> {
  const messages = await scene.chat(person);
  return messages.filter((message) => message.fromBot).map(({ text }) => text.match(TOKEN) ?? []);
}

function tokenOf(message: SentMessage): string {
  return `no${message.person}x${message.n}x`;
}

function countOf(answers: Map<number, string[][]>, message: SentMessage): number {
  const token = tokenOf(message);
  return (answers.get(message.person) ?? []).filter((tokens) => tokens.includes(token)).length;
}

function ordered(answers: string[][]): boolean {
  const numbers = answers.flat().map((token) => Number(token.split('x')[1]));
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
}

/** Words of messages that the seller sees as given up, or whose answer went out without a receipt. */
async function listedWords(scene: ShopScene): Promise<Set<string>> {
  const rows: { text: string }[] = await scene.stack.database.dataSource.query(
    `select m.payload->>'text' as text from agent_inbox m
      where m.status in ('failed', 'expired')
         or exists (select 1 from deliveries d where d.run_id = m.run_id and d.status in ('unknown', 'failed'))`,
  );
  return new Set(rows.flatMap((row) => row.text.match(TOKEN) ?? []));
}

/** A run whose worker died ends when the next holder of the lease finds it, so its end is never before that moment. */
function countOverlaps(scene: ShopScene): Promise<number> {
  return count(
    scene,
    `select count(*) from agent_runs a join agent_runs b on a.conversation_id = b.conversation_id and a.epoch < b.epoch
      where b.started_at < a.finished_at or a.finished_at is null`,
  );
}

async function countRuns(scene: ShopScene): Promise<Record<string, number>> {
  const rows: { status: string; warm: boolean; count: number }[] =
    await scene.stack.database.dataSource.query(
      `select status, warm, count(*)::int as count from agent_runs group by 1, 2 order by 1, 2`,
    );
  return Object.fromEntries(
    rows.map((row) => [`${row.status}${row.warm ? ' warm' : ''}`, row.count]),
  );
}

async function count(scene: ShopScene, sql: string): Promise<number> {
  const rows: { count: string }[] = await scene.stack.database.dataSource.query(sql);
  return Number(rows[0]?.count ?? 0);
}
