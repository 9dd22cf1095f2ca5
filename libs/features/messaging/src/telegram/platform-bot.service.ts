/**
 * The platform's own Telegram bot (TELEGRAM_BOT_TOKEN): a seller links a chat by sending the code that the dashboard
 * shows, gets notifications there, and talks to the agent as in the dashboard. With PUBLIC_URL Telegram posts its updates
 * to the API, without it one worker polls.
 */
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import {
  parseTelegramUpdate,
  TelegramClient,
  type TelegramMessage,
  type TelegramUpdate,
} from '#clients/telegram';
import { AppConfig } from '#platform/config';
import { constantTimeEqual } from '#platform/crypto';
import { toAppError } from '#platform/errors';
import { AgentSideLink } from '../agent-side.js';
import { ChannelHealthService } from '../channels/channel-health.service.js';
import { ChannelsRepository, type ChannelRow } from '../channels/channels.repository.js';
import { InboxService } from '../inbox/inbox.service.js';
import { isCodeOf, notifyPlatformId } from './notify-link.service.js';
import { PlatformBotRepository } from './platform-bot.repository.js';
import { payloadOf } from './telegram-payload.js';

/** Path under PUBLIC_URL at which Telegram delivers the platform bot's updates. */
export const PLATFORM_BOT_PATH = '/messaging/telegram/webhook/platform-bot';

// Renewed before each poll and each update, and longer than either takes; a worker that dies leaves the bot unheard for
// that long.
const LEASE_TTL_MS = 20_000;
const POLL_SECONDS = 5;
const NOT_OURS_MS = 5_000;

const LINKED = 'This chat is linked. You get notifications here and can ask your agent anything.';
const WRONG_CODE = 'This is not the code. Send the code that the dashboard shows for this chat.';
const STRANGER =
  'This bot serves shop owners. Link this chat in the dashboard first, under Channels.';

/** Whom the bot tells what happened. */
@Injectable()
export class PlatformBotPorts {
  constructor(
    readonly health: ChannelHealthService,
    readonly agent: AgentSideLink,
  ) {}
}

@Injectable()
export class PlatformBotService {
  private readonly logger = new Logger(PlatformBotService.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly telegram: TelegramClient,
    private readonly bots: PlatformBotRepository,
    private readonly channels: ChannelsRepository,
    private readonly inbox: InboxService,
    private readonly link: PlatformBotPorts,
  ) {}

  /** Does nothing where there is no such bot. */
  start(worker: string): void {
    const { botToken } = this.config.telegram;
    if (botToken) this.running ??= this.run(botToken, worker);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Whether a webhook call for the bot has its secret. */
  isGenuine(secret: string): boolean {
    const { botToken } = this.config.telegram;
    return (
      botToken !== null &&
      this.secretsOf(botToken).some((expected) => constantTimeEqual(expected, secret))
    );
  }

  /** Takes an update that Telegram posts; what cannot be read needs no answer. The caller has checked its secret. */
  async acceptRaw(body: unknown): Promise<void> {
    const { botToken } = this.config.telegram;
    const update = parseTelegramUpdate(body);
    if (botToken && update) await this.take(botToken, update);
  }

  private async run(token: string, worker: string): Promise<void> {
    await this.direct(token);
    if (this.config.publicUrl === null) await this.poll(token, worker);
  }

  /** Tells Telegram where updates go. Every worker does, at its start: the same words have no effect twice. */
  private async direct(token: string): Promise<void> {
    const { signal } = this.stopping;
    const { publicUrl } = this.config;
    while (!signal.aborted) {
      try {
        return publicUrl === null
          ? await this.telegram.deleteWebhook(token)
          : await this.telegram.setWebhook(
              token,
              `${publicUrl}${PLATFORM_BOT_PATH}`,
              this.secretsOf(token)[0] ?? '',
            );
      } catch (error) {
        this.logger.warn({ code: toAppError(error).code }, "the platform's bot was not reached");
        await sleep(NOT_OURS_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** The same in every process, known to nobody outside, others for another bot; one for each secret of the ring. */
  private secretsOf(token: string): string[] {
    return this.config.jwtSecrets.map(({ secret }) =>
      createHmac('sha256', secret).update(`platform bot v1 ${token}`).digest('base64url'),
    );
  }

  private async poll(token: string, worker: string): Promise<void> {
    const { signal } = this.stopping;
    const [id = ''] = token.split(':');
    while (!signal.aborted) {
      try {
        if (!(await this.pollOnce(token, id, worker))) {
          await sleep(NOT_OURS_MS, undefined, { signal }).catch(() => undefined);
        }
      } catch (error) {
        this.logger.warn(
          { code: toAppError(error).code },
          "the platform's bot could not be polled",
        );
        await sleep(NOT_OURS_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    await this.bots.release(id, worker).catch(() => undefined);
  }

  /** @returns false when another worker polls */
  private async pollOnce(token: string, id: string, worker: string): Promise<boolean> {
    const offset = await this.bots.hold(id, worker, LEASE_TTL_MS);
    if (offset === undefined) return false;
    const updates = await this.telegram.getUpdates(
      token,
      offset,
      POLL_SECONDS,
      this.stopping.signal,
    );
    // One by one: an answer can take as long as Telegram pleases, and who takes over is to go on behind it.
    for (const update of updates) {
      if ((await this.bots.hold(id, worker, LEASE_TTL_MS)) === undefined) return false;
      await this.take(token, update);
      await this.bots.advance(id, worker, update.updateId + 1);
    }
    return true;
  }

  private async take(token: string, update: TelegramUpdate): Promise<void> {
    if (update.kind === 'message' && !update.edited) await this.handle(token, update);
  }

  private async handle(token: string, message: TelegramMessage): Promise<void> {
    const channel = await this.channels.findLiveAcrossSellers(
      'telegram',
      notifyPlatformId(message.chatId),
    );
    if (!channel) return this.say(token, message.chatId, STRANGER);
    // The code, delivered once more, is no question.
    if (channel.config['linkedBy'] === message.updateId) return;
    if (channel.status === 'connected') return this.ask(channel, message);
    const isRight = isCodeOf(channel, message.text ?? '');
    if (isRight) {
      await this.channels.setConnected(channel.id);
      await this.channels.mergeConfig(channel.id, { code: null, linkedBy: message.updateId });
      await this.link.health.announce(channel, 'connected');
    }
    await this.say(token, message.chatId, isRight ? LINKED : WRONG_CODE);
  }

  /** The seller talks to their agent. */
  private async ask(channel: ChannelRow, message: TelegramMessage): Promise<void> {
    const accepted = await this.inbox.accept({
      sellerId: channel.sellerId,
      agentId: channel.agentId,
      channelId: channel.id,
      kind: 'seller',
      chatId: message.chatId,
      externalId: `update:${message.updateId}`,
      payload: payloadOf(message),
      source: 'telegram',
    });
    if (!accepted.duplicate) this.link.agent.side.nudgeTurn(accepted);
  }

  private async say(token: string, chatId: string, text: string): Promise<void> {
    await this.telegram.sendMessage(token, chatId, text).catch(() => undefined);
  }
}
