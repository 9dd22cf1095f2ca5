/** The page that Prometheus reads, on a port of its own so that it is never public by accident. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

/** A metrics page that is being served. */
export interface MetricsServer {
  port: number;
  close(): Promise<void>;
}

/**
 * Serves `GET /metrics` of a registry; port 0 takes a free one. Does not keep the process alive.
 * Rejects when the port is taken.
 */
export async function serveMetrics(
  registry: Registry,
  port: number,
  host = '127.0.0.1',
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const wanted = request.method === 'GET' && request.url?.split('?')[0] === '/metrics';
    if (!wanted) {
      response.writeHead(404).end();
      return;
    }
    answer(registry, response).catch(() => response.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  server.unref();
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(registry: Registry, response: ServerResponse): Promise<void> {
  const text = await registry.metrics();
  response.writeHead(200, { 'content-type': registry.contentType }).end(text);
}
