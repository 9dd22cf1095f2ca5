/** Everything between the socket and the controllers, in one place for main.ts and for tests. */
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '#platform/config';
import { Metrics } from '#platform/metrics';
import { QueueBoard } from './admin/queue-board.js';
import { closeConnectionsAtEnd } from './http/connections.js';
import { plainAnswer } from './errors/error-answer.js';
import { acceptJsonOnly } from './bodies/json-body.js';
import { serveOpenApi } from './openapi/openapi.js';
import { REQUEST_ID_HEADER, requestIdOf } from './http/request-id.js';
import { RouteList } from './openapi/route-list.js';
import { answerUnread } from './http/unread-requests.js';
import { measureRequests } from './metrics/http-metrics.js';
import { traceRequests } from './metrics/http-traces.js';
import { dashboardFolder, serveDashboard } from './pages/dashboard-pages.js';
import { DOCS_POLICY, securityHeaders } from './pages/security-headers.js';

const BODY_BYTES_MAX = 256 * 1024;
const REQUEST_TIMEOUT_MS = 30_000;
const EXPOSED_HEADERS = [
  REQUEST_ID_HEADER,
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'ratelimit-policy',
  'retry-after',
];

/** Options of NestFactory.create that go with the adapter: bodies are parsed by Fastify alone. */
export const NEST_OPTIONS = { bodyParser: false, abortOnError: false } as const;

/** What a test may want otherwise. */
export interface ApiOptions {
  /** Where the dashboard's build is; default `dist/dashboard` of this checkout. */
  dashboardFolder?: string;
}

/**
 * The HTTP server, before Nest is on it.
 *
 * @param trustedProxies whose X-Forwarded-For is believed; empty: nobody's
 */
export function apiAdapter(trustedProxies: readonly string[]): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    genReqId: requestIdOf,
    requestIdHeader: false,
    logger: false,
    clientErrorHandler: answerUnread,
    // A URL that cannot be decoded is refused before any hook runs.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const answer = plainAnswer(error.statusCode ?? 400, request.id);
      void reply.header(REQUEST_ID_HEADER, request.id).status(answer.status).send(answer.body);
    },
  });
}

/** Puts hooks, plugins, pages and documentation on an app that is not initialised yet. */
export async function configureApi(
  app: NestFastifyApplication,
  options: ApiOptions = {},
): Promise<void> {
  const config = app.get(AppConfig, { strict: false });
  const fastify = app.getHttpAdapter().getInstance();
  app.get(RouteList, { strict: false }).collectFrom(fastify);
  fastify.decorateRequest('seller', null);
  closeConnectionsAtEnd(fastify);
  traceRequests(fastify);
  addHooks(fastify);
  measureRequests(fastify, app.get(Metrics, { strict: false }));
  acceptJsonOnly(fastify, BODY_BYTES_MAX);
  await app.register(fastifyHelmet, securityHeaders(config));
  await app.register(fastifyCookie);
  app.enableCors({
    origin: config.corsOrigin,
    credentials: true,
    exposedHeaders: EXPOSED_HEADERS,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    maxAge: 600,
  });
  serveOpenApi(app);
  app.get(QueueBoard, { strict: false }).serveOn(fastify);
  serveDashboard(fastify, options.dashboardFolder ?? dashboardFolder());
}

function addHooks(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header(REQUEST_ID_HEADER, request.id);
  });
  fastify.addHook('onSend', async (request, reply) => {
    const isDocs = /^\/docs(\/|$)/.test(request.routeOptions.url ?? '');
    if (isDocs) reply.header('content-security-policy', DOCS_POLICY);
    // Answers of the API are about one seller at one moment.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
}
