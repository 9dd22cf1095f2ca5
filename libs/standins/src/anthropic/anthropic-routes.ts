/** The routes of the Messages API below the stand-in's prefix. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiErrorBody, refusalOf, RefusedRequest } from './api-errors.js';
import { buildMessage } from './message-stream.js';
import type { MessageWriter } from './message-writer.js';
import {
  countTokensSchema,
  messagesRequestSchema,
  type MessagesRequest,
} from './messages.schemas.js';
import type { ModelReply } from './model-reply.schemas.js';
import type { ReplyDirector } from './reply-director.js';
import type { RecordedRequest, RequestLog } from './request-log.js';
import { countInputTokens, type PromptCache } from './token-usage.js';
import { checkToolPairing } from './tool-pairing.js';

/** The API takes 32 MB. */
const BODY_LIMIT_BYTES = 32 * 1024 * 1024;

/** What the routes work with. */
export interface RouteParts {
  log: RequestLog;
  cache: PromptCache;
  director: ReplyDirector;
  writer: MessageWriter;
  /** The keys that are let in; null lets any key in, and none. */
  acceptedKeys: ReadonlySet<string> | null;
}

/** Adds the routes, the error shape and the end of held sockets to an encapsulated scope. */
export function addApiRoutes(scope: FastifyInstance, parts: RouteParts): void {
  scope.setErrorHandler((error, _request, reply) => answerError(error, reply));
  scope.setNotFoundHandler((request, reply) =>
    sendError(reply, 404, `Not found: ${request.method} ${request.url}`),
  );
  scope.addHook('preClose', async () => parts.writer.close());
  scope.get('/', async () => ({
    service: 'stand-in of the Messages API',
    mode: parts.director.mode,
  }));
  scope.get('/api/hello', async () => ({ message: 'hello' }));
  scope.post('/v1/messages', { bodyLimit: BODY_LIMIT_BYTES }, (request, reply) =>
    answerMessages(request, reply, parts),
  );
  scope.post('/v1/messages/count_tokens', { bodyLimit: BODY_LIMIT_BYTES }, (request) =>
    answerCount(request, parts),
  );
}

async function answerMessages(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: RouteParts,
): Promise<FastifyReply | void> {
  const apiKey = admit(request, parts.acceptedKeys);
  const parsed = messagesRequestSchema.safeParse(request.body);
  if (!parsed.success) throw refusalOf(parsed.error);
  const body = parsed.data;
  const recorded = await record(request, parts, { path: 'messages', apiKey, body });
  try {
    checkToolPairing(body.messages);
    const decided = await parts.director.decide(body, Date.now());
    recorded.outcome = outcomeOf(decided);
    if (decided.kind === 'message') recorded.answer = decided.blocks;
    return await deliver(reply, decided, { body, apiKey, parts });
  } catch (error) {
    recorded.outcome ??= error instanceof RefusedRequest ? `error ${error.status}` : 'error 500';
    throw error;
  }
}

async function deliver(
  reply: FastifyReply,
  decided: ModelReply,
  o: { body: MessagesRequest; apiKey: string | null; parts: RouteParts },
): Promise<FastifyReply | void> {
  if (decided.kind === 'error') {
    if (decided.retryAfterSeconds !== undefined) {
      void reply.header('retry-after', String(decided.retryAfterSeconds));
    }
    return sendError(reply, decided.status, decided.message);
  }
  const { writer, cache } = o.parts;
  reply.hijack();
  if (decided.kind === 'hang') return writer.hang(reply.raw);
  if (decided.kind === 'drop') return writer.drop(reply.raw);
  const usage = cache.measure(o.body, o.apiKey ?? '', Date.now());
  const { model, max_tokens: maxTokens, stream } = o.body;
  const message = buildMessage(decided, { model, maxTokens, usage });
  await writer.write(reply.raw, decided, {
    message,
    stream: stream === true,
    requestId: newRequestId(),
  });
}

async function answerCount(
  request: FastifyRequest,
  parts: RouteParts,
): Promise<{ input_tokens: number }> {
  const apiKey = admit(request, parts.acceptedKeys);
  const parsed = countTokensSchema.safeParse(request.body);
  if (!parsed.success) throw refusalOf(parsed.error);
  const recorded = await record(request, parts, {
    path: 'count_tokens',
    apiKey,
    body: parsed.data,
  });
  recorded.outcome = 'counted';
  return { input_tokens: countInputTokens(parsed.data) };
}

function record(
  request: FastifyRequest,
  parts: RouteParts,
  o: Pick<RecordedRequest, 'path' | 'apiKey' | 'body'>,
): Promise<RecordedRequest> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const at = new Date().toISOString();
  return parts.log.record({ ...o, at, mode: parts.director.mode, headers });
}

/** The key of `x-api-key` or of a bearer token; throws 401 when it is not among the accepted ones. */
function admit(request: FastifyRequest, accepted: ReadonlySet<string> | null): string | null {
  const header = request.headers['x-api-key'];
  const bearer = request.headers.authorization?.replace(/^Bearer\s+/i, '');
  const key = (Array.isArray(header) ? header[0] : header) ?? bearer ?? null;
  if (accepted === null) return key;
  if (key === null) throw new RefusedRequest(401, 'x-api-key header is required');
  if (!accepted.has(key)) throw new RefusedRequest(401, 'invalid x-api-key');
  return key;
}

function outcomeOf(reply: ModelReply): string {
  return reply.kind === 'error' ? `error ${reply.status}` : reply.kind;
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof RefusedRequest) return sendError(reply, error.status, error.message);
  const status = statusOf(error);
  const message = error instanceof Error ? error.message : undefined;
  return sendError(reply, status, message);
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 ? status : 500;
}

function sendError(reply: FastifyReply, status: number, message?: string): FastifyReply {
  const requestId = newRequestId();
  const body = apiErrorBody(status, requestId, message);
  return reply
    .code(status)
    .headers({ 'request-id': requestId, 'x-should-retry': String(status === 429 || status >= 500) })
    .send(body);
}

function newRequestId(): string {
  return `req_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
