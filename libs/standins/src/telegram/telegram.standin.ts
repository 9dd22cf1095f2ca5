/**
 * The stand-in of Telegram: its Bot API below a prefix, and the people who write to the bots.
 * Real clients cannot tell it from the real one for what a shop's bot uses. Tests use the methods (telegram-world.ts);
 * other processes the same over HTTP (control-routes.ts).
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ZodError } from 'zod';
import { addBotApiRoutes } from './bot-api-routes.js';
import { addControlRoutes } from './control-routes.js';
import { TelegramWorld, type TelegramWorldOptions, UnknownBot } from './telegram-world.js';

const MAX_BODY_BYTES = 30 * 1024 * 1024;

/** How the stand-in is set up; everything has a default. */
export interface TelegramStandinOptions extends TelegramWorldOptions {
  /** Path it is mounted under; `/telegram`. */
  prefix?: string;
}

/** The stand-in; `register` it on a Fastify server, then act through its methods. */
export class TelegramStandin extends TelegramWorld {
  readonly prefix: string;

  constructor(options: TelegramStandinOptions = {}) {
    super(options);
    this.prefix = options.prefix ?? '/telegram';
  }

  /** Mounts the routes under the prefix and resumes deliveries; call before `listen`. */
  async register(app: FastifyInstance): Promise<void> {
    await app.register(async (scope) => this.addRoutes(scope), { prefix: this.prefix });
    this.resume();
  }

  private addRoutes(scope: FastifyInstance): void {
    scope.removeAllContentTypeParsers();
    const options = { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES } as const;
    scope.addContentTypeParser('*', options, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error, _request, reply) => answerError(error, reply));
    addBotApiRoutes(scope, {
      ...this.context(),
      faults: this.faults,
      record: (call) => this.record(call),
    });
    addControlRoutes(scope, this);
  }
}

/** Errors of the control routes; the Bot API's own are answered where they arise. */
function answerError(error: unknown, reply: FastifyReply): void {
  const isBadInput = error instanceof ZodError || error instanceof SyntaxError;
  const status = error instanceof UnknownBot ? 404 : isBadInput ? 400 : 500;
  void reply.code(status).send({ error: error instanceof Error ? error.message : 'failed' });
}
