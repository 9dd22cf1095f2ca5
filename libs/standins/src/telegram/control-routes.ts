/**
 * What other processes may do with the stand-in, below `<prefix>/_control`. `:bot` is an id, a user name or a token,
 * `:person` a number (the chat's id). JSON in and out; unknown bots are 404.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PersonPhone } from './person-phone.js';
import type { TelegramWorld } from './telegram-world.js';

const botBody = z.object({ name: z.string().optional(), username: z.string().optional() });
const who = { name: z.string().optional(), languageCode: z.string().optional() };
const textBody = z.object({ text: z.string().min(1), ...who });
const photoBody = z.object({
  dataBase64: z.base64(),
  mimeType: z.string().default('image/jpeg'),
  caption: z.string().optional(),
  ...who,
});
const voiceBody = z.object({
  dataBase64: z.base64().default(''),
  mimeType: z.string().default('audio/ogg'),
  durationSeconds: z.int().default(3),
  ...who,
});
const contentBody = z.object({
  content: z.record(z.string(), z.unknown()),
  caption: z.string().optional(),
  ...who,
});
const faultBody = z.object({
  method: z.string(),
  bot: z.union([z.string(), z.number()]).optional(),
  status: z.int().optional(),
  description: z.string().optional(),
  retryAfterSeconds: z.number().optional(),
  drop: z.boolean().optional(),
  applied: z.boolean().optional(),
  delayMs: z.number().optional(),
  times: z.int().min(1).optional(),
});
const callsQuery = z.object({
  method: z.string().optional(),
  bot: z.string().optional(),
  sinceMs: z.coerce.number().default(0),
});
const personParams = z.object({ bot: z.string(), person: z.coerce.number().int() });
const botParams = z.object({ bot: z.string() });

/** Adds the control routes to the stand-in's scope. */
export function addControlRoutes(scope: FastifyInstance, world: TelegramWorld): void {
  addBotRoutes(scope, world);
  addChatRoutes(scope, world);
  addFileRoute(scope, world);
  addTestRoutes(scope, world);
}

function addBotRoutes(scope: FastifyInstance, world: TelegramWorld): void {
  scope.get('/_control/bots', async () => ({ bots: world.listBots() }));
  scope.post('/_control/bots', async (request) => world.createBot(botBody.parse(jsonOf(request))));
  scope.post('/_control/bots/:bot/revoke', async (request) => {
    world.revoke(botParams.parse(request.params).bot);
    return { ok: true };
  });
  scope.get('/_control/bots/:bot/chats', async (request) => ({
    chats: world.listChats(botParams.parse(request.params).bot),
  }));
  scope.post('/_control/bots/:bot/redeliver', async (request) => {
    const { updateId } = z.object({ updateId: z.int() }).parse(jsonOf(request));
    return { status: await world.redeliver(botParams.parse(request.params).bot, updateId) };
  });
}

function addChatRoutes(scope: FastifyInstance, world: TelegramWorld): void {
  const chat = '/_control/bots/:bot/chats/:person';
  const phone = (request: FastifyRequest, body: z.infer<z.ZodObject<typeof who>>): PersonPhone => {
    const { bot, person } = personParams.parse(request.params);
    return world.person(bot, { id: person, ...body });
  };
  scope.get(`${chat}/messages`, async (request) => {
    const { after } = z.object({ after: z.coerce.number().default(0) }).parse(request.query);
    return { messages: phone(request, {}).messages(after) };
  });
  scope.post(`${chat}/messages`, async (request) => {
    const body = textBody.parse(jsonOf(request));
    return phone(request, body).send(body.text);
  });
  scope.post(`${chat}/messages/:messageId/edit`, async (request, reply) => {
    const { messageId } = z.object({ messageId: z.coerce.number() }).parse(request.params);
    const { text } = textBody.parse(jsonOf(request));
    return (
      phone(request, {}).edit(messageId, text) ?? reply.code(404).send({ error: 'no message' })
    );
  });
  scope.post(`${chat}/photos`, async (request) => {
    const body = photoBody.parse(jsonOf(request));
    return phone(request, body).sendPhoto({ ...body, bytes: bytesOf(body.dataBase64) });
  });
  scope.post(`${chat}/voices`, async (request) => {
    const body = voiceBody.parse(jsonOf(request));
    const file = { mimeType: body.mimeType, bytes: bytesOf(body.dataBase64) };
    return phone(request, body).sendVoice(file, body.durationSeconds);
  });
  scope.post(`${chat}/contents`, async (request) => {
    const body = contentBody.parse(jsonOf(request));
    return phone(request, body).sendContent(body.content, body.caption);
  });
  scope.post(`${chat}/block`, async (request) => ({ update: phone(request, {}).block() }));
  scope.post(`${chat}/unblock`, async (request) => ({ update: phone(request, {}).unblock() }));
}

/** The bytes of a picture or voice note, for pages: the Bot API serves them without a type. */
function addFileRoute(scope: FastifyInstance, world: TelegramWorld): void {
  scope.get<{ Params: { fileId: string } }>('/_control/files/:fileId', async (request, reply) => {
    const { fileId } = request.params;
    const bytes = await world.file(fileId);
    if (!bytes) return reply.code(404).send({ error: 'no file' });
    const type = fileId.endsWith('-png') ? 'image/png' : 'image/jpeg';
    return reply.type(fileId.startsWith('photos') ? type : 'audio/ogg').send(bytes);
  });
}

function addTestRoutes(scope: FastifyInstance, world: TelegramWorld): void {
  scope.post('/_control/faults', async (request) => {
    world.fault(faultBody.parse(jsonOf(request)));
    return { ok: true };
  });
  scope.delete('/_control/faults', async () => {
    world.clearFaults();
    return { ok: true };
  });
  scope.post('/_control/limits', async (request) => {
    world.enforceLimits(z.object({ enforce: z.boolean() }).parse(jsonOf(request)).enforce);
    return { ok: true };
  });
  scope.get('/_control/calls', async (request) => ({
    calls: world.calls(callsQuery.parse(request.query)),
  }));
  scope.get('/_control/deliveries', async () => ({ deliveries: world.deliveries() }));
}

function jsonOf(request: FastifyRequest): unknown {
  const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
  return text === '' ? {} : JSON.parse(text);
}

function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
