/** The buyer's phone over loopback: its page, its live feed, and what it shows of an agent that comes and goes. */
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { type Standins, startStandins } from '#standins';

/** Who may read: the demo seller by their token, Nora by the cookie of her browser. */
const READERS: Record<string, { name: string; email: string; bot: string }> = {
  'Bearer a-token': { name: 'Demo', email: 'demo@x.example', bot: '1' },
  'ifa_session=noras': { name: 'Nora', email: 'nora@x.example', bot: '2' },
  'ifa_session=demos': { name: 'Demo', email: 'demo@x.example', bot: '1' },
};

/** As much of IFA's API as the phone reads, with a stream that a test feeds. */
class SmallApi {
  readonly logins: unknown[] = [];
  readonly resumedAfter: unknown[] = [];
  past: object[] = [];
  private readonly open = new Map<FastifyReply, string>();
  private app: FastifyInstance;

  async listen(port = 0): Promise<number> {
    this.app = fastify({ forceCloseConnections: true });
    this.app.post('/auth/login', async (request) => {
      this.logins.push(request.body);
      return { success: true, token: 'a-token' };
    });
    const readerOf = ({ headers }: FastifyRequest): string =>
      headers.authorization ?? headers.cookie ?? '';
    this.app.addHook('onRequest', async (request, reply) => {
      if (request.url === '/auth/login' || READERS[readerOf(request)]) return;
      await reply.code(401).send({});
    });
    this.app.get('/auth/me', async (request) => ({ seller: READERS[readerOf(request)] }));
    this.app.get('/messaging/channels', async (request) => {
      const platformId = READERS[readerOf(request)]?.bot;
      return {
        channels: [{ platform: 'telegram', platformId, displayName: '', status: 'connected' }],
      };
    });
    this.app.get('/agents/me/events', async () => ({ events: this.past }));
    this.app.get('/agents/me/events/stream', (request, reply) => {
      this.resumedAfter.push(request.headers['last-event-id']);
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.raw.write(': hello\n\n');
      this.open.set(reply, READERS[readerOf(request)]?.name ?? '');
    });
    return Number(new URL(await this.app.listen({ port, host: '127.0.0.1' })).port);
  }

  emit(
    event: { id: string; type: string; content: string; metadata: object },
    whose = 'Demo',
  ): void {
    for (const [{ raw }, reader] of this.open) {
      if (reader !== whose) continue;
      raw.write(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  }

  async close(): Promise<void> {
    for (const { raw } of this.open.keys()) raw.end();
    this.open.clear();
    await this.app.close();
  }
}

let standins: Standins;
let api: SmallApi | null = null;

afterEach(async () => {
  await standins.close();
  await api?.close();
  api = null;
});

/** A page: everything it was told so far, as text. @param cookie of its browser */
async function openPage(cookie = ''): Promise<() => string> {
  const answer = await fetch(`${standins.url}/phone/feed`, { headers: { cookie } });
  let told = '';
  void (async () => {
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      told += chunk;
    }
  })().catch(() => undefined);
  return () => told;
}

async function withAgent(past: object[] = []): Promise<{ first: SmallApi; port: number }> {
  const first = new SmallApi();
  api = first;
  first.past = past;
  const port = await first.listen();
  const apiUrl = `http://127.0.0.1:${port}`;
  standins = await startStandins({ demo: { apiUrl, email: 'demo@x.example', password: 'pw' } });
  return { first, port };
}

describe("the buyer's phone", () => {
  it('serves its page and the files the page names, and nothing else', async () => {
    standins = await startStandins();
    const page = await (await fetch(`${standins.url}/`)).text();
    const files = [...page.matchAll(/(?:href|src)="(phone\/[^"]+)"/g)].map(([, file]) => file);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) expect((await fetch(`${standins.url}/${file}`)).status).toBe(200);
    for (const file of ['..%2fphone.standin.ts', 'none.js', '%2e%2e/main.ts']) {
      expect((await fetch(`${standins.url}/phone/${file}`)).status).toBe(404);
    }
  });

  it('tells an open page of messages and typing as they happen', async () => {
    standins = await startStandins();
    const { telegram, url } = standins;
    const bot = telegram.createBot({ name: 'Shop' });
    const told = await openPage();
    telegram.person(bot.id, { id: 5, name: 'Mia' }).send('Hello shop');
    await fetch(`${url}/telegram/bot${bot.token}/sendChatAction?chat_id=5&action=typing`);
    await fetch(`${url}/telegram/bot${bot.token}/sendMessage?chat_id=5&text=Hello%20Mia`);
    await expect.poll(told).toContain('Hello Mia');
    expect(told()).toContain('event: hello');
    expect(told()).toContain('Hello shop');
    expect(told()).toContain('"type":"typing"');
    expect(told()).toContain('"agent":"off"');
  });

  it('shows what the agent did and does, and whose chat it is about', async () => {
    const { first } = await withAgent([
      { id: 'evt_1', eventType: 'tool_use', content: 'search_products', metadata: {} },
    ]);
    const told = await openPage();
    await expect.poll(told).toMatch(/"(state|agent)":"live"/);
    expect(told()).toContain('search_products');
    expect(first.logins).toEqual([{ email: 'demo@x.example', password: 'pw' }]);
    const content = 'The oatmeal teapot is in stock.';
    first.emit({ id: 'evt_2', type: 'response', content, metadata: { conversationId: 'cnv_1' } });
    const bot = standins.telegram.createBot();
    standins.telegram.person(bot.id, { id: 5 }).send('Teapot?');
    const send = `${standins.url}/telegram/bot${bot.token}/sendMessage`;
    await fetch(`${send}?chat_id=5&text=${encodeURIComponent(content)}`);
    await expect.poll(told).toContain(`{"chats":{"cnv_1":"${bot.id}:5"}}`);
  });

  it('shows who is signed in to the dashboard their own agent too, and nobody else', async () => {
    const { first } = await withAgent();
    const [noras, strangers] = [await openPage('ifa_session=noras'), await openPage()];
    await expect.poll(noras).toContain('"whose":"own","state":"live"');
    expect(noras()).toContain('event: own\ndata: {"seller":"Nora"}');
    expect(noras()).toContain('{"whose":"own","shops":["2"]}');
    first.emit({ id: 'evt_1', type: 'response', content: 'for Nora only', metadata: {} }, 'Nora');
    first.emit({ id: 'evt_2', type: 'response', content: 'for all', metadata: {} });
    await expect.poll(noras).toContain('for Nora only');
    await expect.poll(noras).toContain('for all');
    await expect.poll(strangers).toContain('for all');
    expect(strangers()).not.toContain('Nora');
  });

  it.each(['ifa_session=demos', 'ifa_session=over'])(
    'shows %s the demo agent, once',
    async (cookie) => {
      const { first } = await withAgent();
      const told = await openPage(cookie);
      await expect.poll(told).toMatch(/"(state|agent)":"live"/);
      first.emit({ id: 'evt_1', type: 'response', content: 'once', metadata: {} });
      await expect.poll(told).toContain('once');
      expect(told()).not.toContain('"whose":"own"');
    },
  );

  it('goes on after the last event when IFA was away', async () => {
    const { first, port } = await withAgent();
    const told = await openPage();
    await expect.poll(told).toMatch(/"(state|agent)":"live"/);
    first.emit({ id: 'evt_7', type: 'response', content: 'before', metadata: {} });
    await expect.poll(told).toContain('before');
    await first.close();
    await first.listen(port);
    await expect.poll(() => first.resumedAfter, { timeout: 10_000 }).toEqual([undefined, 'evt_7']);
    first.emit({ id: 'evt_8', type: 'response', content: 'after', metadata: {} });
    await expect.poll(told).toContain('after');
  });

  it('refuses to be steered by the page of another site', async () => {
    standins = await startStandins();
    const create = (origin: string): Promise<Response> =>
      fetch(`${standins.url}/telegram/_control/bots`, { method: 'POST', headers: { origin } });
    expect((await create('https://evil.example')).status).toBe(403);
    expect((await create(standins.url)).status).toBe(200);
    expect(standins.telegram.listBots()).toHaveLength(1);
  });
});
