import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ApiKeyScope } from '#features/auth';
import { newId, type Id } from '#platform/ids';
import { aProduct } from '../../factories/seller.factory.js';
import { bodyOf, registerSeller, startTestApi, type TestApi } from '../../support/apps/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/servers/database.js';
import { testRedisUrl } from '../../support/servers/redis.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({
    databaseUrl: database.url,
    redisUrl: testRedisUrl(),
    env: { RATE_LIMIT_AUTH_PER_MINUTE: '1000', RATE_LIMIT_SELLER_PER_MINUTE: '1000' },
  });
});

afterAll(async () => {
  await api?.close();
  await database?.close();
});

interface Owner {
  token: string;
  sellerId: Id<'sel'>;
}

async function keyOf(owner: Owner, scopes: ApiKeyScope[]): Promise<string> {
  const json = { name: 'mcp', scopes };
  return (await bodyOf(await api.fetch('/auth/api-keys', { token: owner.token, json }))).key;
}

async function anOwner(): Promise<Owner> {
  const { token, sellerId } = await registerSeller(api);
  await database.dataSource.query(
    `insert into agents (id, seller_id, name, workspace_path) values ($1, $2, 'Agent', '')`,
    [newId('agt'), sellerId],
  );
  return { token, sellerId: `sel_${sellerId.slice(4)}` };
}

const toldSchema = z.object({
  server: z.string(),
  names: z.array(z.string()),
  answers: z.array(
    z.object({
      content: z.array(z.object({ text: z.string() })),
      isError: z.boolean().optional(),
    }),
  ),
});
type Told = z.infer<typeof toldSchema>;
type Call = { name: string; arguments: Record<string, unknown> };

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('mcp-client.mjs', import.meta.url));

/** The protocol's official client as a program of its own: it cannot be loaded next to our sources. */
async function ask(key: string, calls: Call[] = []): Promise<unknown> {
  const url = `${api.url}/mcp`;
  const { stdout } = await run(process.execPath, [PROGRAM, url, key, JSON.stringify(calls)]);
  return JSON.parse(stdout);
}

describe("a seller's own MCP client", () => {
  async function clientOf(
    owner: Owner,
    scopes: ApiKeyScope[],
  ): Promise<(calls: Call[]) => Promise<Told>> {
    const key = await keyOf(owner, scopes);
    return async (calls) => toldSchema.parse(await ask(key, calls));
  }

  it('gets the tools that its key allows, on its own shop only', async () => {
    const [owner, stranger] = [await anOwner(), await anOwner()];
    await aProduct(database.dataSource, owner.sellerId, { title: 'Blue Mug' });
    const foreign = await aProduct(database.dataSource, stranger.sellerId, {
      title: 'Blue Bowl of a stranger',
    });
    const client = await clientOf(owner, ['products:read']);
    const { server, names, answers } = await client([
      { name: 'search_products', arguments: { query: 'blue' } },
      { name: 'get_product', arguments: { id: foreign } },
      { name: 'search_products', arguments: { query: 7 } },
      { name: 'list_conversations', arguments: {} },
    ]);
    expect(server).toBe('shop');
    expect(names).toEqual([
      'search_products',
      'get_product',
      'get_shop_info',
      'search_knowledge',
      'inventory_report',
    ]);
    const [found, theirs, nonsense, denied] = answers;
    expect(found?.content[0]?.text).toContain('Blue Mug');
    expect(JSON.stringify(answers)).not.toContain('stranger');
    for (const refused of [theirs, nonsense, denied]) expect(refused?.isError).toBe(true);
  });

  it('proposes, and changes nothing by it', async () => {
    const owner = await anOwner();
    const id = await aProduct(database.dataSource, owner.sellerId, { title: 'Blue Mug' });
    const client = await clientOf(owner, ['proposals:write']);
    const call = { name: 'propose_price', arguments: { id, price: '19.00', reason: 'sale' } };
    const { answers } = await client([call]);
    expect(answers[0]?.content[0]?.text).toContain('proposed');
    const proposals = await database.dataSource.query(
      `select kind, status from product_proposals where seller_id = $1`,
      [owner.sellerId],
    );
    expect(proposals).toEqual([{ kind: 'price', status: 'pending' }]);
    const [product] = await database.dataSource.query(
      `select price_minor from products where id = $1`,
      [id],
    );
    expect(Number(product.price_minor)).toBe(2_499);
  });

  it('is told that its key is worth nothing', async () => {
    expect(JSON.stringify(await ask('ifa_nonsense'))).toContain('auth.invalid_api_key');
  });

  it('asks one thing at a time, so that each counts', async () => {
    const token = await keyOf(await anOwner(), ['products:read']);
    const call = { jsonrpc: '2.0', method: 'tools/list' };
    const response = await api.fetch('/mcp', {
      json: [1, 2, 3].map((id) => ({ ...call, id })),
      token,
      headers: { accept: 'application/json, text/event-stream' },
    });

    expect(response.status).toBe(400);
    expect(await bodyOf(response)).toMatchObject({ id: null, error: { code: -32_600 } });
  });

  it('is refused without a key, with a wrong one, and with a login token', async () => {
    const owner = await anOwner();
    for (const token of [undefined, 'ifa_nonsense', owner.token]) {
      const response = await api.fetch('/mcp', {
        method: 'POST',
        json: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
        ...(token === undefined ? {} : { token }),
      });
      expect(response.status).toBe(401);
    }
  });
});
