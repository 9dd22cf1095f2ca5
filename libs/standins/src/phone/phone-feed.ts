/** Everything the page is told live, from the messengers' stand-ins and from IFA, as one stream of named events. */
import type { TelegramActivity, TelegramWorld } from '../telegram/index.js';
import type { AgentEvent, AgentFeed, FeedState } from './agent-feed.js';
import { ConversationMatch } from './conversation-match.js';
import { type WhatsappActivity, whatsappActivity } from './whatsapp-activity.js';
import type { WhatsappStandin } from '../whatsapp/index.js';

/** What the page gets: first `hello` with all that is known, then the rest as it happens. */
export type PhoneEvent =
  | {
      name: 'hello';
      data: { agent: FeedState; events: readonly AgentEvent[]; chats: Record<string, string> };
    }
  | { name: 'telegram'; data: TelegramActivity }
  | { name: 'whatsapp'; data: WhatsappActivity }
  | { name: 'agent'; data: AgentEvent }
  | { name: 'agent-state'; data: { state: FeedState } }
  | { name: 'match'; data: { chats: Record<string, string> } };

/** Joins the sources for any number of open pages. */
export class PhoneFeed {
  private readonly match = new ConversationMatch();
  private readonly pages = new Set<(event: PhoneEvent) => void>();

  constructor(
    telegram: Pick<TelegramWorld, 'onActivity'>,
    whatsapp: Pick<WhatsappStandin, 'onAny'>,
    private readonly agent: Pick<AgentFeed, 'state' | 'recent' | 'listen'>,
  ) {
    telegram.onActivity((activity) => this.fromTelegram(activity));
    whatsapp.onAny((event) => this.fromWhatsapp(whatsappActivity(event)));
    agent.listen({
      onEvent: (event) => this.fromAgent(event),
      onState: (state) => this.send({ name: 'agent-state', data: { state } }),
    });
  }

  /** Opens a page: it gets `hello` at once; the result closes it. */
  open(page: (event: PhoneEvent) => void): () => void {
    const { agent, match } = this;
    this.pages.add(page);
    page({
      name: 'hello',
      data: { agent: agent.state, events: agent.recent, chats: match.known },
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

  private fromAgent(event: AgentEvent): void {
    this.send({ name: 'agent', data: event });
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
