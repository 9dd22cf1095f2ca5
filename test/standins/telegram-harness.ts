/** A Telegram stand-in on loopback, a bot's own server to receive webhooks, and plain calls: for the stand-in's specs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import { TelegramStandin, type TelegramStandinOptions } from '#standins';

const updateSchema = z.object({
  update_id: z.int(),
  message: z.object({ text: z.string(), chat: z.object({ id: z.int() }) }),
});

const answerSchema = z.object({
  ok: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.number().optional(),
  description: z.string().optional(),
  parameters: z.unknown().optional(),
});

/** What a webhook received. */
export interface Received {
  chatId: number;
  text: string;
  updateId: number;
  secret: unknown;
}

/** What a webhook answers. */
export interface WebhookAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A bot's own server: keeps what it received and answers what the test says. */
class Receiver {
  readonly received: Received[] = [];
  answer: (update: Received) => WebhookAnswer = () => ({ status: 200 });
  private readonly app = fastify();

  async listen(): Promise<string> {
    this.app.post('/hook', async (request, reply) => {
      const { update_id: updateId, message } = updateSchema.parse(request.body);
      const secret = request.headers['x-telegram-bot-api-secret-token'];
      const received = { chatId: message.chat.id, text: message.text, updateId, secret };
      this.received.push(received);
      const { status, headers = {}, body = '' } = this.answer(received);
      return reply.code(status).headers(headers).send(body);
    });
    return `${await this.app.listen({ port: 0, host: '127.0.0.1' })}/hook`;
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

/** The stand-in with 200 times faster redelivery, and what a spec needs around it. */
export class TelegramHarness {
  readonly receiver = new Receiver();
  standin: TelegramStandin;
  hook = '';
  private app: FastifyInstance;
  private base = '';
  private readonly folder = mkdtempSync(join(tmpdir(), 'ifa-telegram-'));

  async start(options: TelegramStandinOptions = {}): Promise<void> {
    if (this.hook === '') this.hook = await this.receiver.listen();
    this.standin = new TelegramStandin({ timeScale: 0.005, ...options });
    this.app = fastify({ forceCloseConnections: true });
    await this.standin.register(this.app);
    this.base = `${await this.app.listen({ port: 0, host: '127.0.0.1' })}/telegram`;
  }

  /** Stops the stand-in and starts it anew from the same file. */
  async restart(options: TelegramStandinOptions = {}): Promise<void> {
    await this.standin.close();
    await this.app.close();
    await this.start({ stateFile: join(this.folder, 'telegram.json'), ...options });
  }

  async stop(): Promise<void> {
    await this.standin.close();
    await this.app.close();
    await this.receiver.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A call of the Bot API as a bot makes it. */
  async call(
    token: string,
    method: string,
    params: object = {},
  ): Promise<z.infer<typeof answerSchema>> {
    const response = await this.fetch(`/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
    return answerSchema.parse(await response.json());
  }

  /** A control route: POST with a body, GET without. */
  control(path: string, body?: object): Promise<Response> {
    if (!body) return this.fetch(`/_control${path}`);
    return this.fetch(`/_control${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  /** Any path below the stand-in's prefix. */
  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(`${this.base}${path}`, init);
  }
}
