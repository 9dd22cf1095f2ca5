/** The bots of the stand-in and their queues of updates; everything that changes them goes through here. */
import { randomBytes, randomInt } from 'node:crypto';
import type { JsonState } from '../json-state.js';
import { LongPolls } from './long-polls.js';
import {
  type Bot,
  type Chat,
  type ChatMessage,
  KEPT_MESSAGES,
  type Person,
  type TelegramState,
  type Update,
} from './telegram-state.js';
import { type DeliveryAttempt, WebhookCourier } from './webhook-courier.js';

const KEPT_UPDATES = 2_000;

/** Something the stand-in shows on a phone: a message, a change of one, "typing …", a new bot. */
export type TelegramActivity =
  | { type: 'message' | 'edited'; botId: number; chatId: number; message: ChatMessage }
  | { type: 'deleted'; botId: number; chatId: number; messageId: number }
  | { type: 'typing'; botId: number; chatId: number; action: string }
  | { type: 'bots' }
  | { type: 'membership'; botId: number; chatId: number; blocked: boolean };

/** A bot by its id, user name or token. */
export type BotRef = number | string;

/** All bots. */
export class Bots {
  readonly polls: LongPolls;
  readonly courier: WebhookCourier;
  readonly attempts: DeliveryAttempt[] = [];
  private readonly sent = new Map<number, Update[]>();
  private readonly listeners = new Set<(activity: TelegramActivity) => void>();

  constructor(
    private readonly state: JsonState<TelegramState>,
    timeScale: number,
    answered: (bot: Bot, call: Record<string, unknown>) => void,
  ) {
    const changed = (): void => this.save();
    const attempted = (attempt: DeliveryAttempt): void => {
      this.attempts.push(attempt);
      if (this.attempts.length > 10_000) this.attempts.splice(0, 5_000);
    };
    this.polls = new LongPolls(changed);
    this.courier = new WebhookCourier({ timeScale, changed, attempted, answered });
  }

  get all(): readonly Bot[] {
    return this.state.value.bots;
  }

  /** A new bot, as @BotFather would make it. */
  create(options: { name?: string | undefined; username?: string | undefined }): Bot {
    const id = this.state.value.nextBotId++;
    const username = options.username ?? `ifa_demo_${id % 100_000}_bot`;
    const bot: Bot = {
      id,
      token: `${id}:AA${randomBytes(25).toString('base64url').slice(0, 33)}`,
      name: options.name ?? username,
      username,
      revoked: false,
      webhook: null,
      allowedUpdates: null,
      lastError: null,
      nextUpdateId: randomInt(100_000_000, 900_000_000),
      nextMessageId: 1,
      pending: [],
      chats: {},
    };
    this.state.value.bots.push(bot);
    this.save();
    this.tell({ type: 'bots' });
    return bot;
  }

  find(ref: BotRef): Bot | undefined {
    const key = String(ref).replace(/^@/, '').toLowerCase();
    return this.all.find(
      (bot) =>
        String(bot.id) === key || bot.username.toLowerCase() === key || bot.token === String(ref),
    );
  }

  /** The chat with this person, begun if need be. */
  chatWith(bot: Bot, person: Person): Chat {
    const chat = bot.chats[person.id] ?? { person, blocked: false, messages: [] };
    bot.chats[person.id] = chat;
    chat.person = person;
    return chat;
  }

  /** Adds a message to the chat and shows it on the phones. */
  addMessage(bot: Bot, chat: Chat, message: Omit<ChatMessage, 'messageId' | 'atMs'>): ChatMessage {
    const added = { messageId: bot.nextMessageId++, atMs: Date.now(), ...message };
    chat.messages.push(added);
    if (chat.messages.length > KEPT_MESSAGES) chat.messages.shift();
    this.save();
    this.tell({ type: 'message', botId: bot.id, chatId: chat.person.id, message: added });
    return added;
  }

  /** Queues an update of this kind for the bot; returns it also when the bot does not want its kind. */
  queueUpdate(bot: Bot, chatId: number, kind: string, body: unknown): Update {
    const update: Update = { update_id: bot.nextUpdateId++, [kind]: body };
    const wanted = bot.allowedUpdates === null || bot.allowedUpdates.includes(kind);
    if (wanted) {
      const history = this.sent.get(bot.id) ?? [];
      history.push(update);
      if (history.length > KEPT_UPDATES) history.shift();
      this.sent.set(bot.id, history);
      this.enqueue(bot, chatId, update);
    }
    this.save();
    return update;
  }

  /** An update made since the start of the process, to send it again. */
  pastUpdate(bot: Bot, updateId: number): Update | undefined {
    return this.sent.get(bot.id)?.find((update) => update.update_id === updateId);
  }

  /** Puts an update at the end of the queue and lets it go out. */
  enqueue(bot: Bot, chatId: number, update: Update): void {
    bot.pending.push({ update, chatId, atMs: Date.now() });
    this.save();
    this.polls.wake(bot);
    this.courier.kick(bot);
  }

  onActivity(listener: (activity: TelegramActivity) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(activity: TelegramActivity): void {
    for (const listener of this.listeners) listener(activity);
  }

  save(): void {
    this.state.save();
  }
}
