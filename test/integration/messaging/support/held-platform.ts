/** A platform that takes what a channel sends, and answers when the test says so. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InboxService, TelegramLinkService, WebhookLinkService } from '#features/messaging';
import { newId, type Id } from '#platform/ids';
import { aBuyersMessage } from '../../../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../../../factories/seller.factory.js';
import type { TestWorker } from '../../../support/apps/worker-app.js';

/** What a Telegram bot is told, whatever it asks but this. */
const YES = { ok: true, result: true };

/** A seller's webhook and Telegram's Bot API in one. */
export class HeldPlatform {
  /** What marks a repeat, for each message that it has got: a webhook's id; Telegram has none. */
  readonly taken: string[] = [];
  /** Whether it keeps its answers to itself for now. */
  holds = false;
  private held: (() => void)[] = [];
  private readonly server: Server;
  private bots = 0;

  private constructor() {
    this.server = createServer((request, response) => {
      request.resume().on('end', () => this.take(request, response));
    });
  }

  static async start(): Promise<HeldPlatform> {
    const platform = new HeldPlatform();
    await new Promise<void>((resolve) => platform.server.listen(0, '127.0.0.1', resolve));
    return platform;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Answers all that it has not answered yet, and from now on at once. Resolves when that has left. */
  async letGo(): Promise<void> {
    this.holds = false;
    for (const answer of this.held.splice(0)) answer();
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Between tests. */
  async reset(): Promise<void> {
    await this.letGo();
    this.taken.length = 0;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private take(request: IncomingMessage, response: ServerResponse): void {
    const method = /^\/bot[^/]+\/(\w+)/.exec(request.url ?? '')?.[1];
    const answer = (): unknown => response.end(JSON.stringify(this.answerTo(method)));
    if (method !== undefined && method !== 'sendMessage') {
      answer();
      return;
    }
    this.taken.push(String(request.headers['webhook-id'] ?? ''));
    if (this.holds) this.held.push(answer);
    else answer();
  }

  private answerTo(method: string | undefined): unknown {
    if (method === 'getMe') {
      this.bots += 1;
      return { ok: true, result: { id: this.bots, username: `bot_${this.bots}`, first_name: 'S' } };
    }
    if (method !== 'sendMessage') return YES;
    return { ok: true, result: { message_id: this.taken.length, date: 0, chat: { id: 1 } } };
  }
}

/** A message that waits to be sent. */
export interface WaitingAnswer {
  sellerId: Id<'sel'>;
  conversationId: Id<'cnv'>;
  deliveryId: Id<'out'>;
}

/** An answer of an agent in the line of a conversation on that platform, and nobody who sends it yet. */
export async function anAnswerWaits(
  worker: TestWorker,
  link: (worker: TestWorker, seller: TestSeller) => Promise<Id<'chn'>>,
): Promise<WaitingAnswer> {
  const { dataSource } = worker.database;
  const seller = await aSellerWithAgent(dataSource);
  const channelId = await link(worker, seller);
  const message = aBuyersMessage({ seller, channelId, chatId: '1' }, 'hello');
  const { conversationId } = await worker.app.get(InboxService, { strict: false }).accept(message);
  // It has been answered: a worker that looks around must find nothing but the answer.
  await dataSource.query(
    `with answered as (update agent_inbox set status = 'done' where conversation_id = $1)
     update conversations set due_at = null where id = $1`,
    [conversationId],
  );
  const deliveryId = newId('out');
  await dataSource.query(
    `insert into deliveries (id, seller_id, conversation_id, channel_id, author, status, seq, body)
     values ($1, $2, $3, $4, 'agent', 'pending', 1_000, 'We have mugs.')`,
    [deliveryId, seller.sellerId, conversationId, channelId],
  );
  return { sellerId: seller.sellerId, conversationId, deliveryId };
}

/** A webhook channel whose answers go there. */
export function webhookTo(platform: HeldPlatform) {
  return async (worker: TestWorker, seller: TestSeller): Promise<Id<'chn'>> => {
    const links = worker.app.get(WebhookLinkService, { strict: false });
    const { channel } = await links.link(seller, { name: 'Gateway', answerUrl: platform.url });
    return channel.id;
  };
}

/** A Telegram bot of a worker whose TELEGRAM_API_URL is the platform's. */
export async function aBot(worker: TestWorker, seller: TestSeller): Promise<Id<'chn'>> {
  const links = worker.app.get(TelegramLinkService, { strict: false });
  return (await links.linkBot(seller, `123456:${'a'.repeat(35)}`)).id;
}
