/** A span for each request, by the route that matched. What the request causes, as a call of Etsy, lies within it. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { startSpanIn, activeContext, within, type Span } from '#platform/tracing';

/** Starts tracing every request but those that only ask whether we live. Who calls cannot say where it belongs. */
export function traceRequests(fastify: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  const end = (request: FastifyRequest, attributes: Record<string, number | boolean>): void => {
    spans.get(request)?.setAttributes(attributes).end();
    spans.delete(request);
  };
  fastify.addHook('onRequest', (request, _, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    if (route.startsWith('/health')) return done();
    const { method } = request;
    const about = {
      'http.request.method': method,
      'http.route': route,
      'ifa.request_id': request.id,
    };
    const span = startSpanIn(activeContext(), `${method} ${route}`, about);
    spans.set(request, span);
    within(span, done);
  });
  fastify.addHook('onResponse', async (request, reply: FastifyReply) => {
    end(request, { 'http.response.status_code': reply.statusCode });
  });
  fastify.addHook('onRequestAbort', async (request) => {
    end(request, { 'ifa.aborted': true });
  });
}
