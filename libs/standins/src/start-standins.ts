/**
 * All stand-ins on one loopback server, each below its prefix, with the buyer's phone at `/`.
 * Used by main.ts for `npm start` and by tests in process.
 */
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { AnthropicStandin, type AnthropicStandinOptions } from './anthropic/index.js';
import { EtsyStandin, type EtsyStandinOptions } from './etsy/index.js';
import { MailStandin } from './mail/mail.standin.js';
import type { DemoAccount } from './phone/demo-api.js';
import { BuyersPhone } from './phone/phone.standin.js';
import { TelegramStandin, type TelegramStandinOptions } from './telegram/index.js';
import { WhatsappStandin, type WhatsappStandinOptions } from './whatsapp/whatsapp.standin.js';

/** How the stand-ins are started; everything has a default. */
export interface StandinsOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** The folder of their state; null, the default, keeps it in memory. */
  stateDir?: string | null;
  /** The account whose agent the phone's page shows; null, the default: none. */
  demo?: DemoAccount | null;
  etsy?: EtsyStandinOptions;
  anthropic?: AnthropicStandinOptions;
  telegram?: TelegramStandinOptions;
  whatsapp?: WhatsappStandinOptions;
}

/** The running stand-ins. */
export interface Standins {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  etsy: EtsyStandin;
  anthropic: AnthropicStandin;
  telegram: TelegramStandin;
  whatsapp: WhatsappStandin;
  mail: MailStandin;
  /** Ends all connections and writes the state. */
  close(): Promise<void>;
}

/** Starts them on 127.0.0.1. Rejects when the port is taken. */
export async function startStandins(options: StandinsOptions = {}): Promise<Standins> {
  const { stateDir = null } = options;
  const fileOf = (name: string): { stateFile: string | null } => ({
    stateFile: stateDir === null ? null : join(stateDir, `${name}.json`),
  });
  const etsy = new EtsyStandin({ ...fileOf('etsy'), ...options.etsy });
  const anthropic = new AnthropicStandin(options.anthropic);
  const telegram = new TelegramStandin({ ...fileOf('telegram'), ...options.telegram });
  const whatsapp = new WhatsappStandin({ ...fileOf('whatsapp'), ...options.whatsapp });
  const mail = new MailStandin(fileOf('mail'));
  const phone = new BuyersPhone({ telegram, whatsapp, demo: options.demo ?? null });
  const app = fastify({ forceCloseConnections: true });
  refuseOtherSites(app);
  await etsy.register(app);
  await anthropic.register(app);
  await telegram.register(app);
  await whatsapp.register(app);
  await mail.register(app);
  whatsapp.attach(app.server);
  phone.register(app);
  const close = async (): Promise<void> => {
    phone.close();
    await telegram.close();
    await whatsapp.close();
    await app.close();
  };
  try {
    const url = await app.listen({ port: options.port ?? 0, host: '127.0.0.1' });
    return { url, etsy, anthropic, telegram, whatsapp, mail, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A web page of somebody else, open in the same browser, must not steer the stand-ins. */
function refuseOtherSites(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { origin, host } = request.headers;
    if (request.method === 'GET' || origin === undefined || !URL.canParse(origin)) return;
    if (new URL(origin).host !== host) await reply.code(403).send({ error: 'another site asked' });
  });
}
