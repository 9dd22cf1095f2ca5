/**
 * Memory of WhatsApp sessions in one worker: linked one after the other, resident size read at six points, printed as
 * a slope. Limit: 3 MB for each beyond the first (`npm run bench:channels`). SESSIONS says how many, 200 by default.
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { aSellerWithAgent } from '../factories/seller.factory.js';
import { eventually } from '../support/eventually.js';
import { startStack, type Stack } from '../support/processes.js';

const SESSIONS = Number(process.env['SESSIONS'] ?? '200');
const POINTS = 6;
const AT_ONCE = 4;
const LIMIT_MB = 3;
const MB = 1024;

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ workers: 1 });
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
  const qr = await eventually('a code', () => column(`config->'pairing'->>'qr'`), 60_000);
  await control('scan-qr', { number: `1415666${String(10_000 + n)}`, qr });
  const connected = async (): Promise<boolean> => (await column('status')) === 'connected';
  await eventually('the link', connected, 60_000);
}

async function residentKb(): Promise<number> {
  const [worker] = stack.workers;
  const status = await readFile(`/proc/${worker?.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}

/** Least squares. */
function slopeOf(points: { x: number; y: number }[]): number {
  const mean = (of: (point: { x: number; y: number }) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [mx, my] = [mean((p) => p.x), mean((p) => p.y)];
  const above = points.reduce((sum, p) => sum + (p.x - mx) * (p.y - my), 0);
  return above / points.reduce((sum, p) => sum + (p.x - mx) ** 2, 0);
}

it(
  'memory per WhatsApp session',
  async () => {
    const points: { x: number; y: number }[] = [];
    await link(0);
    let linked = 1;
    for (let point = 1; point <= POINTS; point += 1) {
      const upTo = Math.round((SESSIONS * point) / POINTS);
      while (linked < upTo) {
        const batch = Array.from(
          { length: Math.min(AT_ONCE, upTo - linked) },
          (_, n) => linked + n,
        );
        await Promise.all(batch.map(link));
        linked += batch.length;
      }
      points.push({ x: linked, y: await residentKb() });
    }
    const perSessionMb = slopeOf(points) / MB;
    process.stdout.write(
      `${points.map(({ x, y }) => `${x} sessions: ${Math.round(y / MB)} MB`).join(', ')}\n` +
        `memory per WhatsApp session: ${perSessionMb.toFixed(2)} MB (limit ${LIMIT_MB} MB)\n`,
    );
    expect(points).toHaveLength(POINTS);
  },
  30 * 60_000,
);
