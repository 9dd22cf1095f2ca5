/**
 * The buyer's phone: one page at `/` on which a person plays the buyers of a shop and watches its agent work.
 * The page itself (page/) is plain HTML, CSS and modules, served as they are. Everything the page does goes through
 * the stand-ins' control routes; what it shows comes over `/phone/feed` (server-sent events).
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TelegramWorld } from '../telegram/index.js';
import type { WhatsappStandin } from '../whatsapp/index.js';
import { z } from 'zod';
import { AgentFeed } from './agent-feed.js';
import { DashboardScreen } from './dashboard-screen.js';
import { type DemoAccount, DemoApi } from './demo-api.js';
import { type PhoneEvent, PhoneFeed } from './phone-feed.js';
import { SellerSession } from './seller-session.js';

const HEARTBEAT_MS = 15_000;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

const ownerSchema = z.object({
  number: z.string().regex(/^\d{5,15}$/, 'digits only, with the country code'),
  pushName: z.string().min(1).max(25).optional(),
});

/** What the phone works with. */
export interface BuyersPhoneOptions {
  telegram: Pick<TelegramWorld, 'onActivity'>;
  whatsapp: Pick<WhatsappStandin, 'onAny' | 'account' | 'scanQr'>;
  /** Whose agent is shown beside the chat, unless the reader is signed in as somebody else; null: nobody's. */
  demo: DemoAccount | null;
}

/** The page and its feed; `register` it, and `close` it before the server. */
export class BuyersPhone {
  private readonly agent: AgentFeed;
  private readonly feed: PhoneFeed;
  private readonly open = new Set<FastifyReply>();
  private readonly stopped = new AbortController();
  private readonly demoApi: DemoApi | null;

  constructor(private readonly options: BuyersPhoneOptions) {
    this.demoApi = options.demo ? new DemoApi(options.demo, this.stopped.signal) : null;
    this.agent = new AgentFeed(this.demoApi);
    this.feed = new PhoneFeed(options.telegram, options.whatsapp, this.agent);
  }

  /** Adds `/`, `/phone/*` to the server and starts to follow the agent. */
  register(app: FastifyInstance): void {
    app.get('/', (_request, reply) => sendPageFile(reply, 'index.html'));
    app.get<{ Params: { file: string } }>('/phone/:file', (request, reply) =>
      sendPageFile(reply, request.params.file),
    );
    app.get('/phone/feed', (request, reply) => this.stream(request.headers.cookie, reply));
    app.get('/phone/setup', async () => ({
      dashboardUrl: this.options.demo ? `${this.options.demo.apiUrl}/app` : null,
    }));
    app.post('/phone/scan', (request, reply) => this.scan(request, reply));
    this.agent.start();
  }

  /** Ends the feed and all open pages' streams. */
  close(): void {
    this.agent.close();
    this.stopped.abort();
    for (const reply of this.open) reply.raw.end();
  }

  /** The owner's phone is held to the dashboard and links the number: `{ device }`, or 409 with what to do. */
  private async scan(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const owner = ownerSchema.safeParse(request.body);
    if (!owner.success) return reply.code(400).send({ error: z.prettifyError(owner.error) });
    const { number, pushName } = owner.data;
    const { whatsapp } = this.options;
    try {
      const own = await this.ownSession(request.headers.cookie, this.stopped.signal);
      const qr = await new DashboardScreen(own?.session ?? this.demoApi).qrText();
      whatsapp.account(number, pushName);
      return { device: await whatsapp.scanQr(number, qr) };
    } catch (error) {
      return reply
        .code(409)
        .send({ error: error instanceof Error ? error.message : String(error) });
    }
  }

  private stream(cookies: string | undefined, reply: FastifyReply): void {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    const tell = ({ name, data }: PhoneEvent): void => {
      raw.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    };
    const gone = new AbortController();
    const leave = this.feed.open(tell);
    void this.followOwn(cookies, tell, AbortSignal.any([gone.signal, this.stopped.signal]));
    const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
    this.open.add(reply);
    raw.once('close', () => {
      clearInterval(heartbeat);
      gone.abort();
      leave();
      this.open.delete(reply);
    });
  }

  /** Follows the reader's own agent as long as their page is open, if they have one. */
  private async followOwn(
    cookies: string | undefined,
    tell: (event: PhoneEvent) => void,
    gone: AbortSignal,
  ): Promise<void> {
    const own = await this.ownSession(cookies, gone);
    if (own === null || gone.aborted) return;
    const agent = new AgentFeed(own.session);
    gone.addEventListener('abort', () => agent.close());
    this.feed.addOwn(tell, own.name, agent);
    agent.start();
  }

  /** Who is signed in to the dashboard in the reader's browser; null: nobody, or the demo seller. */
  private async ownSession(
    cookies: string | undefined,
    signal: AbortSignal,
  ): Promise<{ session: SellerSession; name: string } | null> {
    const { demo } = this.options;
    const session = demo ? SellerSession.of(demo.apiUrl, cookies, signal) : null;
    const seller = await session?.who();
    if (!session || !seller || seller.email === demo?.email) return null;
    return { session, name: seller.name };
  }
}

/** The page is not compiled: from dist its files are found in the source folder beside it. */
const PAGE_DIR = findPageDir(import.meta.dirname);

function findPageDir(start: string): string {
  for (let dir = start; dir !== dirname(dir); dir = dirname(dir)) {
    for (const candidate of [join(dir, 'page'), join(dir, 'libs/standins/src/phone/page')]) {
      if (existsSync(join(candidate, 'index.html'))) return candidate;
    }
  }
  return join(start, 'page');
}

async function sendPageFile(reply: FastifyReply, file: string): Promise<FastifyReply> {
  const type = TYPES[extname(file)];
  const isName = /^[a-z][a-z-]*\.[a-z]+$/.test(file);
  const bytes = isName && type ? await readFile(join(PAGE_DIR, file)).catch(() => null) : null;
  if (bytes === null || type === undefined) return reply.code(404).send({ error: 'not found' });
  return reply.type(type).headers(HEADERS).send(bytes);
}
