/**
 * One WhatsApp account in the hands of this worker: its socket, its journal, its sends. Lives as long as the lease of its
 * channel; what it writes about the channel carries the lease's epoch.
 */
import { Logger } from '@nestjs/common';
import type {
  UndecryptableMessage,
  WhatsappConnection,
  WhatsappMessage,
  WhatsappState,
} from '#clients/whatsapp';
import { toAppError } from '#platform/errors';
import type { OpenChannel, OutgoingMessage, SendOutcome } from '../../channels/channel-driver.js';
import { ChatTyping } from './chat-typing.js';
import { UnreadMessages } from './unread-messages.js';
import { healthOf, restrictedHealth, type WhatsappHealth } from './whatsapp-health.js';
import { COLD_CONTACT, outcomeOf } from './whatsapp-outcome.js';
import { AccountPace, type Pace } from './whatsapp-pace.js';
import type { HeldAccount } from './whatsapp-sessions.js';
import { setTimeout as sleep } from 'node:timers/promises';

/** A wait longer than this is not spent holding the message. */
const LONGEST_WAIT_MS = 15_000;
const STORE_AWAY_RETRY_MS = 1_000;
const SEEN_PER_CHAT = 50;

/** What a session asks of the rest. */
export interface SessionPorts {
  /** Handles the journal; tells each message of a buyer that is in the inbox now. */
  drainJournal(onSeen: (message: WhatsappMessage) => void): Promise<void>;
  receipt(
    messageId: string,
    status: 'delivered' | 'read' | 'failed',
    code: string | null,
  ): Promise<void>;
  /** A buyer's message never came in a form that can be read. */
  unread(message: UndecryptableMessage): Promise<void>;
  health(health: WhatsappHealth): Promise<void>;
}

export class WhatsappSession implements HeldAccount {
  /** Resolves when the connection is closed for good. */
  readonly ended: Promise<void>;
  private readonly logger = new Logger(WhatsappSession.name);
  private readonly pace: AccountPace;
  private readonly typing = new ChatTyping((chat) => this.hideTyping(chat));
  private readonly unread: UnreadMessages;
  private readonly unseen = new Map<string, string[]>();
  private readonly end = Promise.withResolvers<void>();
  private writing: Promise<void> = Promise.resolve();
  private telling: Promise<void> | null = null;
  private untold: WhatsappHealth | null = null;
  private handling: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  private askedForCode = false;
  private isRestricted = false;

  constructor(
    readonly channel: OpenChannel,
    private readonly connection: WhatsappConnection,
    private readonly ports: SessionPorts,
    pace: Pace,
  ) {
    this.pace = new AccountPace(pace);
    this.unread = new UnreadMessages(pace.rereadMs, (lost) => this.queue(() => ports.unread(lost)));
    this.ended = this.end.promise;
  }

  async start(): Promise<void> {
    this.connection.on('state', (state) => this.onState(state));
    this.connection.on('undecryptable', (message) => this.unread.expect(message));
    this.connection.on('message', (message) => {
      this.unread.came(message);
      if (!message.history) this.look();
    });
    this.connection.on('receipt', ({ id, status, code }) => {
      if (code === COLD_CONTACT) this.restricted(null);
      if (status !== 'sent') this.queue(() => this.ports.receipt(id, status, code ?? null));
    });
    this.connection.on('restricted', (until) => this.restricted(until));
    // What a crash left behind is older than anything that comes now.
    this.look();
    await this.handling;
    await this.connection.start();
  }

  /** Closes the socket; resolves when nothing is written any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.typing.stop();
    this.unread.stop();
    await this.connection.stop();
    await this.handling;
    await this.telling;
    await this.writing;
  }

  /** Ends the link on the phone as well, if it can be reached. */
  async logout(): Promise<void> {
    this.stopped = true;
    await this.connection.logout();
    await this.telling;
    await this.writing;
  }

  newMessageId(): string {
    return this.connection.newMessageId();
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    const { chatId, text, externalId } = message;
    if (!externalId) return { status: 'retry', afterMs: 0, reason: 'no_message_id' };
    const waitMs = this.pace.waitMs(Date.now());
    if (waitMs > LONGEST_WAIT_MS) {
      return { status: 'retry', afterMs: waitMs, reason: 'pace', untried: true };
    }
    const giveBack = this.pace.book(Date.now());
    if (waitMs > 0) await sleep(waitMs);
    try {
      await this.pace.gap(chatId);
      await this.showTyping(chatId);
      await sleep(Math.max(0, this.pace.typingMs(text) - this.typing.shownForMs(chatId)));
      // A human may have taken over while we played at typing.
      if (!(await message.isStillWanted())) {
        giveBack();
        this.typing.clear(chatId);
        return { status: 'retry', afterMs: 0, reason: 'unwanted', untried: true };
      }
      this.pace.sent(chatId, Date.now());
      await this.connection.sendText(chatId, text, { messageId: externalId });
      this.typing.clear(chatId);
      return { status: 'sent', externalId };
    } catch (error) {
      const outcome = outcomeOf(error);
      if (outcome.status === 'retry') giveBack();
      return outcome;
    }
  }

  /** Whoever types has read: the ticks turn blue first. */
  async showTyping(chatId: string): Promise<void> {
    this.typing.extend(chatId);
    await this.seen(chatId);
    await this.connection.sendTyping(chatId).catch(() => undefined);
  }

  private hideTyping(chatId: string): void {
    this.connection.sendTyping(chatId, false).catch(() => undefined);
  }

  /** An alarm, said once: the next connection shows whether it still holds. */
  private restricted(until: Date | null): void {
    if (this.isRestricted || this.stopped) return;
    this.isRestricted = true;
    this.tell(restrictedHealth(until));
  }

  private onState(state: WhatsappState): void {
    if (state.state === 'open') this.isRestricted = false;
    // Each socket has to be asked for a code of its own.
    if (state.state === 'connecting') this.askedForCode = false;
    const health = healthOf(state);
    if (health && !this.stopped) this.tell(health);
    if (state.state === 'qr') this.askForCode();
    if (state.state === 'closed' && state.retryInMs === null) void this.close();
  }

  private async close(): Promise<void> {
    await this.telling;
    await this.writing;
    this.end.resolve();
  }

  /** What is shown of the channel is this, in the end: a write that fails is made again, with what is true by then. */
  private tell(health: WhatsappHealth): void {
    this.untold = health;
    this.telling ??= this.tellAll().finally(() => {
      this.telling = null;
    });
  }

  private async tellAll(): Promise<void> {
    while (this.untold) {
      const health = this.untold;
      try {
        await this.ports.health(health);
        if (this.untold === health) this.untold = null;
      } catch (error) {
        const about = { channelId: this.channel.id, code: toAppError(error).code };
        this.logger.warn(about, 'the state of a channel could not be written');
        if (this.stopped) return;
        await sleep(STORE_AWAY_RETRY_MS);
      }
    }
  }

  /** The seller wants to type a code instead of scanning. */
  private askForCode(): void {
    const { pairingMethod, pairingPhone } = this.channel.config;
    if (this.askedForCode || pairingMethod !== 'code' || typeof pairingPhone !== 'string') return;
    this.askedForCode = true;
    this.connection.requestPairingCode(pairingPhone).catch((error: unknown) => {
      this.logger.warn(
        { channelId: this.channel.id, code: toAppError(error).code },
        'no pairing code',
      );
    });
  }

  /** Handles the journal; a call while it is being handled has it handled once more. */
  private look(): void {
    this.again = true;
    this.handling ??= this.handleAll().finally(() => {
      this.handling = null;
    });
  }

  private async handleAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        await this.ports.drainJournal((message) => this.remember(message));
      } catch (error) {
        if (this.stopped) return;
        this.again = true;
        const about = { channelId: this.channel.id, code: toAppError(error).code };
        this.logger.warn(about, 'incoming messages wait in the journal');
        await sleep(STORE_AWAY_RETRY_MS);
      }
    }
  }

  private remember({ chat, id }: WhatsappMessage): void {
    const ids = this.unseen.get(chat) ?? [];
    this.unseen.set(chat, [...ids, id].slice(-SEEN_PER_CHAT));
  }

  /** Ticks turn blue when somebody answers, not before. */
  private async seen(chat: string): Promise<void> {
    const ids = this.unseen.get(chat);
    if (!ids) return;
    this.unseen.delete(chat);
    await this.connection.markRead(ids.map((id) => ({ chat, id }))).catch(() => undefined);
  }

  private queue(work: () => Promise<void>): void {
    this.writing = this.writing.then(work).catch((error: unknown) => {
      const about = { channelId: this.channel.id, code: toAppError(error).code };
      this.logger.warn(about, 'what became of a message was not written');
    });
  }
}
