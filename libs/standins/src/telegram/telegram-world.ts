/**
 * Telegram as far as the stand-in plays it: bots, chats, the people who write, and the faults a test asks for.
 * Its two faces are the Bot API (bot-api-routes.ts) and the control routes (control-routes.ts).
 * Times of redelivery and limits are multiplied by `timeScale`.
 */
import { JsonState } from '../json-state.js';
import { type MethodContext, runMethod } from './bot-methods.js';
import { type BotRef, Bots, type TelegramActivity } from './bots.js';
import { CallParameters } from './call-parameters.js';
import { type Fault, Faults } from './faults.js';
import type { RecordedCall } from './recorded-call.js';
import { FileStore } from './file-store.js';
import { PersonPhone } from './person-phone.js';
import { SendLimits } from './send-limits.js';
import { type Bot, emptyTelegramState, type Person, type TelegramState } from './telegram-state.js';
import type { DeliveryAttempt } from './webhook-courier.js';

const KEPT_CALLS = 10_000;

/** How the world is set up; everything has a default. */
export interface TelegramWorldOptions {
  /** Where bots, chats and waiting updates are kept; null (default): in memory only. */
  stateFile?: string | null;
  /** Redelivery delays and limit windows times this; 1. Polling is not scaled. */
  timeScale?: number;
  /** Answers 429 beyond Telegram's sending limits; false. */
  enforceLimits?: boolean;
}

/** A bot as the stand-in's users see it. */
export interface StandinBot {
  id: number;
  token: string;
  name: string;
  username: string;
  mode: 'webhook' | 'polling' | 'idle';
  pendingUpdates: number;
  webhookUrl: string | null;
  revoked: boolean;
}

/** Everything the stand-in can do, apart from its HTTP. */
export class TelegramWorld {
  private readonly state: JsonState<TelegramState>;
  private readonly bots: Bots;
  private readonly files: FileStore;
  protected readonly faults = new Faults();
  private readonly limits: SendLimits;
  private readonly recorded: RecordedCall[] = [];

  constructor(options: TelegramWorldOptions = {}) {
    const { stateFile = null, timeScale = 1 } = options;
    this.state = new JsonState(stateFile, emptyTelegramState());
    this.files = new FileStore(stateFile === null ? null : `${stateFile}.files`);
    this.limits = new SendLimits(timeScale);
    this.limits.enforced = options.enforceLimits ?? false;
    this.bots = new Bots(this.state, timeScale, (bot, call) => this.callFromWebhook(bot, call));
  }

  /** A new bot, as from @BotFather. */
  createBot(
    options: { name?: string | undefined; username?: string | undefined } = {},
  ): StandinBot {
    return this.shown(this.bots.create(options));
  }

  listBots(): StandinBot[] {
    return this.bots.all.map((bot) => this.shown(bot));
  }

  /** The bot by id, user name or token; throws for an unknown one, as all methods with a BotRef do. */
  bot(ref: BotRef): StandinBot {
    return this.shown(this.known(ref));
  }

  /** Makes the token worthless: 401 from now on. */
  revoke(ref: BotRef): void {
    this.known(ref).revoked = true;
    this.state.save();
  }

  /** A person's side of the chat with a bot; the id is the chat's id too. What is left out stays as it was. */
  person(
    ref: BotRef,
    person: { id: number; name?: string | undefined; languageCode?: string | undefined },
  ): PersonPhone {
    const bot = this.known(ref);
    const before = bot.chats[person.id]?.person;
    const whole: Person = {
      id: person.id,
      name: person.name ?? before?.name ?? `Buyer ${person.id}`,
      languageCode: person.languageCode ?? before?.languageCode ?? 'en',
    };
    return new PersonPhone(this.bots, this.files, bot, whole);
  }

  /** The chats of a bot: who, how many messages, whether blocked. */
  listChats(ref: BotRef): { person: Person; blocked: boolean; messageCount: number }[] {
    return Object.values(this.known(ref).chats).map(({ person, blocked, messages }) => ({
      person,
      blocked,
      messageCount: messages.length,
    }));
  }

  /**
   * Posts an update of this process's life to the webhook once more, as after a lost answer; resolves with the status
   * (0: no answer). 404 for an unknown update, and for a bot without webhook: getUpdates repeats what the offset says.
   */
  async redeliver(ref: BotRef, updateId: number): Promise<number> {
    const bot = this.known(ref);
    const update = this.bots.pastUpdate(bot, updateId);
    return update && bot.webhook ? this.bots.courier.postOnce(bot, update) : 404;
  }

  /** Makes the next calls of a method fail; `bot` limits it to one bot. */
  fault(fault: Omit<Fault, 'botId'> & { bot?: BotRef | undefined }): void {
    const { bot, ...rest } = fault;
    this.faults.add({ ...rest, botId: bot === undefined ? undefined : this.known(bot).id });
  }

  clearFaults(): void {
    this.faults.clear();
  }

  /** Turns Telegram's sending limits on or off. */
  enforceLimits(enforce: boolean): void {
    this.limits.enforced = enforce;
  }

  /** The calls bots made, oldest first. */
  calls(
    filter: { method?: string | undefined; bot?: BotRef | undefined; sinceMs?: number } = {},
  ): RecordedCall[] {
    const { method, sinceMs = 0 } = filter;
    const botId = filter.bot === undefined ? undefined : this.known(filter.bot).id;
    return this.recorded.filter(
      (call) =>
        (method === undefined || call.method === method) &&
        (botId === undefined || call.botId === botId) &&
        call.atMs >= sinceMs,
    );
  }

  /** The attempts to deliver updates to webhooks, oldest first. */
  deliveries(): readonly DeliveryAttempt[] {
    return this.bots.attempts;
  }

  /** The bytes of a file a person sent, or null. */
  async file(fileId: string): Promise<Buffer | null> {
    const stored = this.files.find(fileId);
    return stored && this.files.read(stored.path);
  }

  /** Calls back for what a phone would show; the result takes the listener away. */
  onActivity(listener: (activity: TelegramActivity) => void): () => void {
    return this.bots.onActivity(listener);
  }

  /** Takes up the deliveries that a former process left. */
  protected resume(): void {
    for (const bot of this.bots.all) this.bots.courier.kick(bot);
  }

  /** Ends polls and deliveries and writes the state. */
  async close(): Promise<void> {
    this.bots.polls.close();
    this.bots.courier.close();
    await this.state.flush();
  }

  private known(ref: BotRef): Bot {
    const bot = this.bots.find(ref);
    if (!bot) throw new UnknownBot('There is no such bot.');
    return bot;
  }

  private shown(bot: Bot): StandinBot {
    const { id, token, name, username, revoked, webhook, pending } = bot;
    const mode = webhook ? 'webhook' : this.bots.polls.isPolling(bot) ? 'polling' : 'idle';
    const webhookUrl = webhook?.url ?? null;
    return { id, token, name, username, mode, pendingUpdates: pending.length, webhookUrl, revoked };
  }

  protected context(): MethodContext {
    return { bots: this.bots, files: this.files, limits: this.limits };
  }

  /** Telegram carries out a call that stands in the webhook's answer, and tells nobody how it went. */
  private callFromWebhook(bot: Bot, { method, ...values }: Record<string, unknown>): void {
    const hungUp = new AbortController().signal;
    const call = { bot, params: new CallParameters(values), hungUp };
    runMethod(this.context(), String(method), call).catch(() => undefined);
  }

  protected record(call: RecordedCall): void {
    this.recorded.push(call);
    if (this.recorded.length > KEPT_CALLS) this.recorded.splice(0, KEPT_CALLS / 2);
  }
}

/** No bot answers to this id, user name or token. */
export class UnknownBot extends Error {}
