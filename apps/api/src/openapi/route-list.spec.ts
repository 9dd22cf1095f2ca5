import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { RouteList } from './route-list.js';

async function routesOf(...routes: [method: string, url: string][]): Promise<RouteList> {
  const app = fastify();
  const list = new RouteList();
  list.collectFrom(app);
  for (const [method, url] of routes) app.route({ method, url, handler: () => 'ok' });
  await app.ready();
  return list;
}

describe('RouteList', () => {
  it('lists every route once, without the ones Fastify adds', async () => {
    const list = await routesOf(['GET', '/products'], ['POST', '/products/:id/sync']);

    expect(list.all()).toEqual([
      { method: 'GET', url: '/products' },
      { method: 'POST', url: '/products/:id/sync' },
    ]);
  });

  it('knows which methods an address answers to', async () => {
    const list = await routesOf(
      ['GET', '/products/:id'],
      ['DELETE', '/products/:id'],
      ['GET', '/app/*'],
      ['OPTIONS', '*'],
    );

    expect(list.methodsOf('/products/prod_1')).toEqual(['DELETE', 'GET']);
    expect(list.methodsOf('/app/assets/a.js')).toEqual(['GET']);
    expect(list.methodsOf('/products')).toEqual([]);
    expect(list.methodsOf('/products/a/b')).toEqual([]);
  });
});
