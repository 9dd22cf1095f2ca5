/** How long requests take, by the route that matched (never the raw address, which has ids in it). */
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '#platform/metrics';

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];

/** Starts measuring every request but event streams, which are open for hours. */
export function measureRequests(fastify: FastifyInstance, metrics: Metrics): void {
  const duration = metrics.histogram(
    'ifa_http_request_duration_seconds',
    'Time from the request to the end of the answer.',
    ['method', 'route', 'status'],
    BUCKETS_SECONDS,
  );
  fastify.addHook('onResponse', async (request, reply) => {
    const type = String(reply.raw.getHeader('content-type') ?? '');
    if (type.startsWith('text/event-stream')) return;
    const route = request.routeOptions.url ?? 'unmatched';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    duration.observe(labels, reply.elapsedTime / 1000);
  });
}
