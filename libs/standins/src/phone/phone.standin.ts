/**
 * The buyer's phone: one page at `/` on which a person plays the buyers of a shop and watches its agent work.
 * The page itself (page/) is plain HTML, CSS and modules, served as they are. Everything the page does goes through
 * the stand-ins' control routes; what it shows comes over `/phone/feed` (server-sent events).
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { TelegramWorld } from '../telegram/index.js';
import { AgentFeed, type DemoAccount } from './agent-feed.js';
import { type PhoneEvent, PhoneFeed } from './phone-feed.js';

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

/** What the phone works with. */
export interface BuyersPhoneOptions {
  telegram: TelegramWorld;
  /** Whose agent is shown beside the chat; null: none, and the page says so. */
  demo: DemoAccount | null;
}

/** The page and its feed; `register` it, and `close` it before the server. */
export class BuyersPhone {
  private readonly agent: AgentFeed;
  private readonly feed: PhoneFeed;
  private readonly open = new Set<FastifyReply>();

  constructor(private readonly options: BuyersPhoneOptions) {
    this.agent = new AgentFeed(options.demo);
    this.feed = new PhoneFeed(options.telegram, this.agent);
  }

  /** Adds `/`, `/phone/*` to the server and starts to follow the agent. */
  register(app: FastifyInstance): void {
    app.get('/', (_request, reply) => sendPageFile(reply, 'index.html'));
    app.get<{ Params: { file: string } }>('/phone/:file', (request, reply) =>
      sendPageFile(reply, request.params.file),
    );
    app.get('/phone/feed', (_request, reply) => this.stream(reply));
    app.get('/phone/setup', async () => ({
      dashboardUrl: this.options.demo ? `${this.options.demo.apiUrl}/app` : null,
    }));
    this.agent.start();
  }

  /** Ends the feed and all open pages' streams. */
  close(): void {
    this.agent.close();
    for (const reply of this.open) reply.raw.end();
  }

  private stream(reply: FastifyReply): void {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    const leave = this.feed.open(({ name, data }: PhoneEvent) => {
      raw.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    });
    const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
    this.open.add(reply);
    raw.once('close', () => {
      clearInterval(heartbeat);
      leave();
      this.open.delete(reply);
    });
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
