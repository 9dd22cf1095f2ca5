/**
 * Memory of WhatsApp sessions in one worker: linked a few at a time, memory read at eleven points after a collection of
 * garbage, printed as slopes. Limit: 3 MB resident for each beyond the first (`npm run bench:channels`). SESSIONS says
 * how many, 200 by default.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { aSellerWithAgent } from '../factories/seller.factory.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/servers/ports.js';
import { startStack, type Stack } from '../support/apps/processes.js';
import { memoryOf, type ProcessMemory } from './process-memory.js';

const SESSIONS = Number(process.env['SESSIONS'] ?? '200');
const POINTS = 10;
const AT_ONCE = 4;
const LIMIT_MB = 3;
/** Only against hanging: half a second of CPU each, on a machine that may do other things. */
const LINK_WITHIN_MS = 5 * 60_000;

let stack: Stack;
let inspector: number;

beforeAll(async () => {
  stack = await startStack({ workers: 0 });
  inspector = await freePort();
  await stack.startWorker({ NODE_OPTIONS: `--inspect=127.0.0.1:${inspector}` });
});

afterAll(async () => {
  await stack?.close();
});

async function control(path: string, body: unknown): Promise<void> {
  const response = await fetch(`${stack.standinsUrl}/whatsapp/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  }
}

/** As the dashboard does it, without the page. */
async function link(n: number): Promise<void> {
  const { dataSource } = stack.database;
  const seller = await aSellerWithAgent(dataSource);
  const id = newId('chn');
  await dataSource.query(
    `insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, status, config)
     values ($1, $2, $3, 'whatsapp', $1, 'pending', '{"transport": "socket"}')`,
    [id, seller.sellerId, seller.agentId],
  );
  const column = async (expression: string): Promise<string | null> => {
    const [row] = await dataSource.query(
      `select ${expression} as value from messaging_channels where id = $1`,
      [id],
    );
    return row?.value ?? null;
  };
  const qr = await eventually('a code', () => column(`config->'pairing'->>'qr'`), LINK_WITHIN_MS);
  await control('scan-qr', { number: `1415666${String(10_000 + n)}`, qr });
  const connected = async (): Promise<boolean> => (await column('status')) === 'connected';
  await eventually('the link', connected, LINK_WITHIN_MS).catch(async (error: unknown) => {
    process.stdout.write(`${await column('config::text')}\n${stack.logs().slice(-3_000)}\n`);
    throw error;
  });
}

type Point = ProcessMemory & { sessions: number };

let linked = 1;

async function linkUpTo(sessions: number): Promise<void> {
  while (linked < sessions) {
    const room = Math.min(AT_ONCE, sessions - linked);
    await Promise.all(Array.from({ length: room }, (_, n) => link(linked + n)));
    linked += room;
  }
}

/** Least squares, MB for each session. */
function slopeOf(points: Point[], what: keyof ProcessMemory): number {
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [mx, my] = [mean((p) => p.sessions), mean((p) => p[what])];
  const above = points.reduce((sum, p) => sum + (p.sessions - mx) * (p[what] - my), 0);
  return above / points.reduce((sum, p) => sum + (p.sessions - mx) ** 2, 0);
}

it(
  'memory per WhatsApp session',
  async () => {
    const points: Point[] = [];
    await link(0);
    points.push({ sessions: 1, ...(await memoryOf(inspector)) });
    for (let point = 1; point <= POINTS; point += 1) {
      await linkUpTo(Math.round((SESSIONS * point) / POINTS));
      points.push({ sessions: linked, ...(await memoryOf(inspector)) });
    }
    const lines = points.map(
      ({ sessions, resident, live }) =>
        `${sessions} sessions: ${Math.round(resident)} MB resident, ${Math.round(live)} MB held`,
    );
    process.stdout.write(
      `${lines.join('\n')}\n` +
        `memory per WhatsApp session: ${slopeOf(points, 'resident').toFixed(2)} MB resident (limit ${LIMIT_MB} MB), ` +
        `${slopeOf(points, 'live').toFixed(2)} MB held\n`,
    );
    expect(points).toHaveLength(POINTS + 1);
  },
  60 * 60_000,
);
