/**
 * Polls the bots that have no webhook, each by the one worker that holds its channel's lease. An update is confirmed to
 * Telegram only after it is committed here: the next poll asks for the offset behind it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { TelegramClient, TelegramFailure } from '#clients/telegram';
import { troubleCode } from '#platform/database';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import type { OpenChannel } from '../channels/channel-driver.js';
import { ChannelLeasesRepository } from '../channels/channel-leases.repository.js';
import { ChannelsService } from '../channels/channels.service.js';
import { INBOUND_LISTENER, type InboundListener } from '../inbox/inbound-listener.js';
import { TelegramHealthService, troubleWords } from './telegram-health.service.js';
import { TelegramInboundService } from './telegram-inbound.service.js';

// A worker that dies leaves its bots unheard for that long.
const LEASE_TTL_MS = 15_000;
const LOOK_FOR_CHANNELS_MS = 1_000;
const POLL_SECONDS = 20;
const MAX_BACKOFF_MS = 60_000;
const MAX_CHANNELS = 200;
/** Failures in a row (14 s) that are more than the moment in which a bot goes from one worker to another. */
const TROUBLE_AFTER = 4;

interface Lease {
  id: Id<'chn'>;
  epoch: number;
}

type HeldBot = OpenChannel & { token: string; epoch: number };

@Injectable()
export class TelegramPollerService {
  private readonly logger = new Logger(TelegramPollerService.name);
  private readonly polling = new Map<Id<'chn'>, Promise<void>>();
  private readonly stopping = new AbortController();
  private looking: Promise<void> | null = null;

  constructor(
    private readonly leases: ChannelLeasesRepository,
    private readonly channels: ChannelsService,
    private readonly telegram: TelegramClient,
    private readonly inbound: TelegramInboundService,
    private readonly health: TelegramHealthService,
    @Inject(INBOUND_LISTENER) private readonly listener: InboundListener,
  ) {}

  /** @param worker name under which leases are held */
  start(worker: string): void {
    this.looking = this.look(worker);
  }

  /** Gives every lease back once the polls under way have ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.looking;
    await Promise.allSettled(this.polling.values());
  }

  private async look(worker: string): Promise<void> {
    const { signal } = this.stopping;
    let isFailing = false;
    while (!signal.aborted) {
      try {
        await this.takeFree(worker);
        isFailing = false;
      } catch (error) {
        const code = troubleCode(error);
        if (!isFailing) this.logger.warn({ code }, 'could not look for bots to poll');
        isFailing = true;
      }
      await sleep(LOOK_FOR_CHANNELS_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async takeFree(worker: string): Promise<void> {
    const room = MAX_CHANNELS - this.polling.size;
    if (room <= 0) return;
    const o = {
      limit: Math.min(room, 20),
      ttlMs: LEASE_TTL_MS,
      except: [...this.polling.keys()],
    };
    for (const lease of await this.leases.claimAcrossSellers('telegram', 'polling', worker, o)) {
      const running = this.hold(lease).finally(() => {
        if (this.polling.get(lease.id) === running) this.polling.delete(lease.id);
      });
      this.polling.set(lease.id, running);
    }
  }

  /** Polls one bot until its lease is lost, the channel is gone, or this worker stops. */
  private async hold(lease: Lease): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, ended.signal]);
    let confirmedAt = performance.now();
    const renewal = setInterval(() => {
      const askedAt = performance.now();
      this.leases
        .renewLease(lease.id, lease.epoch, LEASE_TTL_MS)
        .then((held) => (held ? (confirmedAt = askedAt) : ended.abort()))
        // A database that is slow for a moment has not given the lease to somebody else.
        .catch(() => (askedAt - confirmedAt > LEASE_TTL_MS ? ended.abort() : undefined));
    }, LEASE_TTL_MS / 3);
    try {
      await this.poll(lease, signal);
    } catch (error) {
      this.logger.warn(
        { channelId: lease.id, code: toAppError(error).code },
        'polling ended; it will be taken up again',
      );
      await sleep(LOOK_FOR_CHANNELS_MS);
    } finally {
      clearInterval(renewal);
      await this.leases.releaseLease(lease.id, lease.epoch).catch(() => undefined);
    }
  }

  private async poll(lease: Lease, signal: AbortSignal): Promise<void> {
    // Null: nothing is known yet, not even that it works.
    let failures: number | null = null;
    while (!signal.aborted) {
      const bot = await this.open(lease);
      if (!bot) return;
      const failure = await this.pollOnce(bot, signal).catch(failureOf);
      if (signal.aborted) return;
      if (failure?.reason === 'unauthorized') return this.health.dead(bot);
      failures = failure
        ? await this.failed(bot, failure, failures ?? 0, signal)
        : await this.worked(bot, failures);
    }
  }

  private async open({ id, epoch }: Lease): Promise<HeldBot | null> {
    const channel = await this.channels.open(id);
    const token = channel?.secrets['botToken'];
    return channel && token ? { ...channel, token, epoch } : null;
  }

  /** @returns the failures in a row: none */
  private async worked(bot: HeldBot, failures: number | null): Promise<number> {
    if (failures !== 0) await this.health.well(bot);
    return 0;
  }

  /** The next try waits longer each time; what lasts is told. @returns the failures in a row, this one included */
  private async failed(
    bot: HeldBot,
    failure: TelegramFailure,
    before: number,
    signal: AbortSignal,
  ): Promise<number> {
    const failures = before + 1;
    if (failures >= TROUBLE_AFTER) await this.health.inTrouble(bot, troubleWords(failure));
    const waitMs = failure.retryAfterMs ?? Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** failures);
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    return failures;
  }

  /** Everything of one poll is committed before the offset moves behind it. */
  private async pollOnce(bot: HeldBot, signal: AbortSignal): Promise<null> {
    const offset = typeof bot.config['offset'] === 'number' ? bot.config['offset'] : null;
    const updates = await this.telegram.getUpdates(bot.token, offset, POLL_SECONDS, signal);
    for (const update of updates) {
      const accepted = await this.inbound.accept(bot, update);
      if (accepted && !accepted.duplicate) this.listener.onAccepted(accepted);
    }
    const last = updates.at(-1);
    if (last) await this.leases.noteOffset(bot.id, bot.epoch, last.updateId + 1);
    return null;
  }
}

/** What Telegram said; anything else is thrown on. */
function failureOf(error: unknown): TelegramFailure {
  if (error instanceof TelegramFailure) return error;
  throw error;
}
