/** The Bot API's own addresses: `/bot<token>/<method>` and `/file/bot<token>/<path>`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as wait } from 'node:timers/promises';
import { BotApiError } from './bot-api-error.js';
import { type MethodContext, runMethod } from './bot-methods.js';
import { type CallParameters, readParameters } from './call-parameters.js';
import type { Fault, Faults } from './faults.js';
import type { RecordedCall } from './recorded-call.js';
import type { Bot } from './telegram-state.js';

/** What the routes need. */
export interface BotApiContext extends MethodContext {
  faults: Faults;
  record: (call: RecordedCall) => void;
}

interface BotRequest {
  Params: { token: string; method: string };
}

/** Adds the routes to the stand-in's scope. Bodies arrive as Buffers there. */
export function addBotApiRoutes(scope: FastifyInstance, context: BotApiContext): void {
  scope.route<BotRequest>({
    method: ['GET', 'POST'],
    url: '/bot:token/:method',
    handler: async (request, reply) => {
      const { method } = request.params;
      try {
        const bot = botOf(context, request.params.token);
        const params = await parametersOf(request);
        await answerCall(context, { bot, method, params, request, reply });
      } catch (error) {
        if (!(error instanceof BotApiError)) throw error;
        await refuse(reply, error);
      }
      return reply;
    },
  });
  scope.get<{ Params: { token: string; '*': string } }>(
    '/file/bot:token/*',
    async (request, reply) => {
      const bot = context.bots.find(request.params.token);
      const bytes = bot && !bot.revoked ? await context.files.read(request.params['*']) : null;
      if (bytes === null) return refuse(reply, new BotApiError(404, 'Not Found'));
      return reply.type('application/octet-stream').send(bytes);
    },
  );
}

function botOf(context: BotApiContext, token: string): Bot {
  const bot = context.bots.find(token);
  if (bot?.token === token && !bot.revoked) return bot;
  if (/^\d+:[\w-]{30,}$/.test(token)) throw new BotApiError(401, 'Unauthorized');
  throw new BotApiError(404, 'Not Found');
}

async function parametersOf(request: FastifyRequest): Promise<CallParameters> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return readParameters(request.query, request.headers['content-type'] ?? '', body);
}

interface ApiCall {
  bot: Bot;
  method: string;
  params: CallParameters;
  request: FastifyRequest;
  reply: FastifyReply;
}

async function answerCall(context: BotApiContext, call: ApiCall): Promise<void> {
  const { bot, method, params, request, reply } = call;
  const record = (status: number): void =>
    context.record({ botId: bot.id, method, params: params.values, status, atMs: Date.now() });
  const run = (): Promise<unknown> =>
    runMethod(context, method, { bot, params, hungUp: hangUpOf(reply) });
  const fault = context.faults.take(method, bot.id);
  if (fault?.delayMs !== undefined) await wait(fault.delayMs);
  if (fault && isFailing(fault)) {
    if (fault.applied === true) await run();
    record(fault.drop === true ? 0 : (fault.status ?? 500));
    await fail(fault, request, reply);
    return;
  }
  try {
    const result = await run();
    record(200);
    await reply.send({ ok: true, result });
  } catch (error) {
    record(error instanceof BotApiError ? error.status : 500);
    throw error;
  }
}

function isFailing(fault: Fault): boolean {
  return fault.drop === true || fault.status !== undefined;
}

async function fail(fault: Fault, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (fault.drop === true) {
    reply.hijack();
    request.raw.socket.destroy();
    return;
  }
  const description = fault.description ?? 'a fault that was asked for';
  await refuse(reply, new BotApiError(fault.status ?? 500, description, fault.retryAfterSeconds));
}

async function refuse(reply: FastifyReply, error: BotApiError): Promise<FastifyReply> {
  return reply.code(error.status).send(error.body);
}

/** Aborts when the connection closes before the answer: a poller that went away waits no longer. */
function hangUpOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
