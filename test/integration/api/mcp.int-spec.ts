import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysService, type ApiKeyScope } from '#features/auth';
import { newId, type Id } from '#platform/ids';
import { aProduct } from '../../factories/seller.factory.js';
import { registerSeller, startTestApi, type TestApi } from '../../support/api-app.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { testRedisUrl } from '../../support/redis.js';

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

async function anOwner(): Promise<Owner> {
  const { token, sellerId } = await registerSeller(api);
  await database.dataSource.query(
    `insert into agents (id, seller_id, name, workspace_path) values ($1, $2, 'Agent', '')`,
    [newId('agt'), sellerId],
  );
  return { token, sellerId: `sel_${sellerId.slice(4)}` };
}

describe("a seller's own MCP client", () => {
  /** What such a client sends, by hand: its package cannot be loaded next to our sources. */
  async function clientOf(
    owner: Owner,
    scopes: ApiKeyScope[],
  ): Promise<(method: string, params?: unknown) => Promise<string>> {
    const { key } = await api.app
      .get(ApiKeysService, { strict: false })
      .create(
        owner.sellerId,
        { name: 'mcp', scopes, lifetimeDays: null },
        { ipAddress: null, userAgent: null },
      );
    return async (method, params = {}) => {
      const response = await api.fetch('/mcp', {
        method: 'POST',
        token: key,
        headers: { accept: 'application/json, text/event-stream' },
        json: { jsonrpc: '2.0', id: 1, method, params },
      });
      expect(response.status).toBe(200);
      return response.text();
    };
  }

  it('gets the tools that its key allows, on its own shop only', async () => {
    const [owner, stranger] = [await anOwner(), await anOwner()];
    await aProduct(database.dataSource, owner.sellerId, { title: 'Blue Mug' });
    await aProduct(database.dataSource, stranger.sellerId, { title: 'Blue Bowl of a stranger' });
    const client = await clientOf(owner, ['products:read']);
    const protocolVersion = '2025-06-18';
    const clientInfo = { name: 'test', version: '1.0.0' };
    const hello = await client('initialize', { protocolVersion, capabilities: {}, clientInfo });
    expect(hello).toContain('"name":"shop"');
    const tools = await client('tools/list');
    expect(tools).toContain('"search_products"');
    expect(tools).toContain('"inventory_report"');
    expect(tools).not.toContain('"list_conversations"');
    expect(tools).not.toContain('"propose_price"');
    const call = { name: 'search_products', arguments: { query: 'blue' } };
    const found = await client('tools/call', call);
    expect(found).toContain('Blue Mug');
    expect(found).not.toContain('stranger');
    const denied = await client('tools/call', { name: 'list_conversations', arguments: {} });
    expect(denied).toMatch(/not found|isError/);
  });

  it('proposes, and changes nothing by it', async () => {
    const owner = await anOwner();
    const id = await aProduct(database.dataSource, owner.sellerId, { title: 'Blue Mug' });
    const client = await clientOf(owner, ['proposals:write']);
    const call = { name: 'propose_price', arguments: { id, price: '19.00', reason: 'sale' } };
    expect(await client('tools/call', call)).toContain('proposed');
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
