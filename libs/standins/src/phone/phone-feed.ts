/** Everything the page is told live, from the messengers' stand-ins and from IFA, as one stream of named events. */
import type { TelegramActivity, TelegramWorld } from '../telegram/index.js';
import type { AgentEvent, AgentFeed, FeedState } from './agent-feed.js';
import { ConversationMatch } from './conversation-match.js';
import { type WhatsappActivity, whatsappActivity } from './whatsapp-activity.js';
import type { WhatsappStandin } from '../whatsapp/index.js';

/** Whose agent: the demo seller's, or that of who is signed in to the dashboard in the reader's browser. */
export type Whose = 'demo' | 'own';

/** What the page gets: first `hello` with all that is known, then the rest as it happens. */
export type PhoneEvent =
  | {
      name: 'hello';
      data: {
        agent: FeedState;
        shops: readonly string[] | null;
        events: readonly AgentEvent[];
        chats: Record<string, string>;
      };
    }
  | { name: 'own'; data: { seller: string } }
  | { name: 'telegram'; data: TelegramActivity }
  | { name: 'whatsapp'; data: WhatsappActivity }
  | { name: 'agent'; data: AgentEvent & { whose: Whose } }
  | { name: 'agent-state'; data: { whose: Whose; state: FeedState } }
  | { name: 'agent-shops'; data: { whose: Whose; shops: readonly string[] } }
  | { name: 'match'; data: { chats: Record<string, string> } };

/** Joins the sources for any number of open pages. */
export class PhoneFeed {
  private readonly match = new ConversationMatch();
  private readonly pages = new Set<(event: PhoneEvent) => void>();

  constructor(
    telegram: Pick<TelegramWorld, 'onActivity'>,
    whatsapp: Pick<WhatsappStandin, 'onAny'>,
    private readonly agent: Pick<AgentFeed, 'state' | 'shops' | 'recent' | 'listen'>,
  ) {
    telegram.onActivity((activity) => this.fromTelegram(activity));
    whatsapp.onAny((event) => this.fromWhatsapp(whatsappActivity(event)));
    this.join(agent, 'demo', (event) => this.send(event));
  }

  /** Tells one page of the agent of who reads it, too. */
  addOwn(
    page: (event: PhoneEvent) => void,
    seller: string,
    agent: Pick<AgentFeed, 'listen'>,
  ): void {
    page({ name: 'own', data: { seller } });
    this.join(agent, 'own', page);
  }

  private join(
    agent: Pick<AgentFeed, 'listen'>,
    whose: Whose,
    tell: (event: PhoneEvent) => void,
  ): void {
    agent.listen({
      onEvent: (event) => {
        tell({ name: 'agent', data: { ...event, whose } });
        this.learnFrom(event);
      },
      onState: (state) => tell({ name: 'agent-state', data: { whose, state } }),
      onShops: (shops) => tell({ name: 'agent-shops', data: { whose, shops } }),
    });
  }

  /** Opens a page: it gets `hello` at once; the result closes it. */
  open(page: (event: PhoneEvent) => void): () => void {
    const { agent, match } = this;
    this.pages.add(page);
    page({
      name: 'hello',
      data: {
        agent: agent.state,
        shops: agent.shops,
        events: agent.recent,
        chats: match.known,
      },
    });
    return () => this.pages.delete(page);
  }

  private fromTelegram(activity: TelegramActivity): void {
    this.send({ name: 'telegram', data: activity });
    if (activity.type !== 'message' || activity.message.from !== 'bot') return;
    const chat = `${activity.botId}:${activity.chatId}`;
    if (this.match.message(chat, activity.message.text)) this.sendMatch();
  }

  /** A chat is `<shop's number>:<buyer's number>`; of what is written, only the shop's side can be an answer. */
  private fromWhatsapp(activity: WhatsappActivity | null): void {
    if (activity === null) return;
    this.send({ name: 'whatsapp', data: activity });
    if (activity.type !== 'message') return;
    const chat = `${activity.from}:${activity.to}`;
    if (this.match.message(chat, activity.line.text ?? '')) this.sendMatch();
  }

  private learnFrom(event: AgentEvent): void {
    const { conversationId } = event.metadata;
    if (event.type !== 'response' || typeof conversationId !== 'string') return;
    if (this.match.response(conversationId, event.content)) this.sendMatch();
  }

  private sendMatch(): void {
    this.send({ name: 'match', data: { chats: this.match.known } });
  }

  private send(event: PhoneEvent): void {
    for (const page of this.pages) page(event);
  }
}
