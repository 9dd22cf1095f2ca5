/**
 * The stand-in over HTTP, for tests and screens in another process. Bodies and answers are JSON; what cannot be done
 * (an expired QR code, say) is 409 with `{ error }`. Numbers are digits only, with the country code.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { faultsSchema, type WhatsappFaults } from './faults.js';
import type { HistoryChat } from './phone/history.js';
import type { SendOptions } from './phone/phone.js';
import type { ChatLine } from './state.js';

/** The part of the stand-in that is reachable from outside. */
export interface ControlledStandin {
  readonly rootKeyHex: string;
  readonly faults: WhatsappFaults;
  accounts(): unknown[];
  account(number: string, pushName?: string): unknown;
  scanQr(number: string, qr: string): Promise<number>;
  enterCode(number: string, code: string): Promise<number>;
  send(from: string, to: string, text: string, options?: SendOptions): Promise<string>;
  edit(from: string, to: string, originalId: string, text: string): Promise<string>;
  type(from: string, to: string, state?: 'composing' | 'paused'): void;
  receipt(from: string, to: string, id: string, status: 'delivered' | 'read' | 'played'): void;
  lines(number: string, other?: string): ChatLine[];
  queued(number: string): number;
  unreadable(): { byPhones: number; byDevices: number };
  setHistory(number: string, chats: HistoryChat[]): void;
  unlink(number: string): void;
  kick(number: string, code?: number): void;
  refuse(number: string, to: string, id: string, code: number): void;
  dropAll(): void;
}

/** A picture of 16 MB, in base64. */
const MAX_BODY_BYTES = 22 * 1024 * 1024;

const number = z.string().regex(/^\d{5,15}$/, 'digits only, with the country code');
const pair = z.object({ from: number, to: number });

const BODIES = {
  account: z.object({ number, pushName: z.string().optional() }),
  scanQr: z.object({ number, qr: z.string().min(1) }),
  enterCode: z.object({ number, code: z.string().min(8) }),
  send: pair.extend({
    text: z.string(),
    pushName: z.string().optional(),
    id: z.string().optional(),
    addressing: z.enum(['lid', 'pn']).optional(),
    kind: z.enum(['text', 'image', 'voice', 'sticker', 'reaction']).optional(),
    about: z.string().optional(),
    /** The bytes of a picture or a recording, base64. */
    data: z.base64().optional(),
    mimeType: z.string().optional(),
    unavailable: z.enum(['advert', 'view_once', 'lost']).optional(),
    edits: z.string().optional(),
    /** Milliseconds since 1970. */
    at: z.number().int().optional(),
  }),
  typing: pair.extend({ state: z.enum(['composing', 'paused']).default('composing') }),
  receipt: pair.extend({ id: z.string(), status: z.enum(['delivered', 'read', 'played']) }),
  history: z.object({
    number,
    chats: z.array(
      z.object({
        number,
        messages: z.array(z.object({ text: z.string(), mine: z.boolean(), at: z.coerce.date() })),
      }),
    ),
  }),
  unlink: z.object({ number }),
  drop: z.object({ number: number.optional(), code: z.number().int().optional() }).default({}),
  refuse: z.object({ number, to: number, id: z.string(), code: z.number().int() }),
};

const inboxQuery = z.object({ number, with: number.optional() });

/** Adds the routes to an instance that already has the prefix. */
export function registerControl(app: FastifyInstance, standin: ControlledStandin): void {
  readRoutes(app, standin);
  phoneRoutes(app, standin);
  faultRoutes(app, standin);
}

function readRoutes(app: FastifyInstance, standin: ControlledStandin): void {
  app.get('/root-key', () => ({ hex: standin.rootKeyHex }));
  app.get('/accounts', () => standin.accounts());
  app.get('/inbox', (request) => {
    const query = inboxQuery.parse(request.query);
    return standin.lines(query.number, query.with).filter((line) => !line.mine);
  });
  app.get('/lines', (request) => {
    const query = inboxQuery.parse(request.query);
    return standin.lines(query.number, query.with);
  });
  app.get('/unreadable', () => standin.unreadable());
  app.get('/queued', (request) => {
    const query = inboxQuery.parse(request.query);
    return { queued: standin.queued(query.number) };
  });
}

function phoneRoutes(app: FastifyInstance, standin: ControlledStandin): void {
  post(app, '/account', BODIES.account, async (b) => standin.account(b.number, b.pushName));
  post(app, '/scan-qr', BODIES.scanQr, async (b) => ({
    device: await standin.scanQr(b.number, b.qr),
  }));
  post(app, '/enter-code', BODIES.enterCode, async (b) => ({
    device: await standin.enterCode(b.number, b.code),
  }));
  post(
    app,
    '/send',
    BODIES.send,
    async ({ from, to, text, pushName, edits, at, data, ...rest }) => {
      standin.account(from, pushName);
      if (edits !== undefined) return { id: await standin.edit(from, to, edits, text) };
      const options = {
        ...rest,
        at: at === undefined ? undefined : new Date(at),
        data: data === undefined ? undefined : Buffer.from(data, 'base64'),
      };
      return { id: await standin.send(from, to, text, definedOnly(options)) };
    },
  );
  post(app, '/typing', BODIES.typing, async (b) => standin.type(b.from, b.to, b.state));
  post(app, '/receipt', BODIES.receipt, async (b) => standin.receipt(b.from, b.to, b.id, b.status));
  post(app, '/history', BODIES.history, async (b) => standin.setHistory(b.number, b.chats));
  post(app, '/unlink', BODIES.unlink, async (b) => standin.unlink(b.number));
}

function faultRoutes(app: FastifyInstance, standin: ControlledStandin): void {
  app.get('/faults', () => standin.faults);
  post(app, '/faults', faultsSchema, async (b) => Object.assign(standin.faults, definedOnly(b)));
  post(app, '/refuse', BODIES.refuse, async (b) => standin.refuse(b.number, b.to, b.id, b.code));
  post(app, '/drop', BODIES.drop, async (b) => {
    if (b.number === undefined) standin.dropAll();
    else standin.kick(b.number, b.code);
  });
}

function post<S extends z.ZodType>(
  app: FastifyInstance,
  path: string,
  schema: S,
  work: (body: z.output<S>) => Promise<unknown>,
): void {
  app.post(path, { bodyLimit: MAX_BODY_BYTES }, async (request, reply: FastifyReply) => {
    const body = schema.safeParse(request.body ?? undefined);
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) });
    try {
      return (await work(body.data)) ?? {};
    } catch (error) {
      return reply
        .code(409)
        .send({ error: error instanceof Error ? error.message : String(error) });
    }
  });
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The same object without the keys that are undefined. */
function definedOnly<T extends object>(value: T): Partial<Defined<T>> {
  const kept = Object.entries(value).filter(([, v]) => v !== undefined);
  return z.custom<Partial<Defined<T>>>().parse(Object.fromEntries(kept));
}
