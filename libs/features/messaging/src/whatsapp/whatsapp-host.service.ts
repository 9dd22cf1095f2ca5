/**
 * Holds the sockets of WhatsApp channels in this worker: takes the lease of channels that nobody holds, keeps it while
 * the socket lives, and lets go of both together. Another worker takes over when this one dies.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '#platform/config';
import { troubleCode } from '#platform/database';
import { toAppError } from '#platform/errors';
import { z } from 'zod';
import { idSchema, type Id } from '#platform/ids';
import { PubSub } from '#platform/redis';
import { WAKE_CHANNEL_HOLDERS } from '../channels/channel-health.service.js';
import { ChannelLeasesRepository } from '../channels/channel-leases.repository.js';
import { ChannelsService } from '../channels/channels.service.js';
import { WhatsappSessionMaker } from './sessions/whatsapp-session-maker.service.js';
import type { WhatsappSession } from './sessions/whatsapp-session.js';
import { SHOW_TYPING, WhatsappSessions } from './sessions/whatsapp-sessions.js';

const LEASE_TTL_MS = 15_000;
const RENEW_MS = 3_000;
const LOOK_MS = 1_000;
/** An account costs 1 to 3 MB and, at a message a second, half a per cent of a core. */
const MAX_ACCOUNTS = 200;

const typingIn = z.object({ channelId: idSchema('chn'), chatId: z.string() });

interface Lease {
  id: Id<'chn'>;
  epoch: number;
  /** Its session is being ended; the channel may be taken anew meanwhile. */
  lost: boolean;
}

@Injectable()
export class WhatsappHostService {
  private readonly logger = new Logger(WhatsappHostService.name);
  private readonly holding = new Map<Promise<void>, Lease>();
  private readonly stopping = new AbortController();
  private looking: Promise<void> | null = null;
  private wake: () => void = () => undefined;

  constructor(
    private readonly leases: ChannelLeasesRepository,
    private readonly channels: ChannelsService,
    private readonly maker: WhatsappSessionMaker,
    private readonly sessions: WhatsappSessions,
    private readonly pubSub: PubSub,
    private readonly config: AppConfig,
  ) {}

  /** @param worker name under which leases are held */
  start(worker: string): void {
    if (!this.config.workerRoles.includes('channels')) return;
    this.looking ??= this.look(worker);
  }

  /** How many accounts this worker holds. */
  get size(): number {
    return this.holding.size;
  }

  /** Closes every socket, waits until what it wrote is stored, gives the leases back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.looking;
    await Promise.allSettled(this.holding.keys());
  }

  private async look(worker: string): Promise<void> {
    const unsubscribe = this.pubSub.subscribe(WAKE_CHANNEL_HOLDERS, () => this.wake());
    const unsubscribeTyping = this.pubSub.subscribe(SHOW_TYPING, (told) => this.showTyping(told));
    let isFailing = false;
    while (!this.stopping.signal.aborted) {
      try {
        await this.takeFree(worker);
        isFailing = false;
      } catch (error) {
        const code = troubleCode(error);
        if (!isFailing) this.logger.warn({ code }, 'could not look for channels to hold');
        isFailing = true;
      }
      await this.pause(LOOK_MS);
    }
    unsubscribe();
    unsubscribeTyping();
  }

  private showTyping(told: unknown): void {
    const chat = typingIn.safeParse(told);
    if (chat.success) void this.sessions.get(chat.data.channelId)?.showTyping(chat.data.chatId);
  }

  private async pause(ms: number): Promise<void> {
    await new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  private async takeFree(worker: string): Promise<void> {
    const room = MAX_ACCOUNTS - this.holding.size;
    if (room <= 0) return;
    const except = [...this.holding.values()].filter(({ lost }) => !lost).map(({ id }) => id);
    const o = { limit: Math.min(room, 10), ttlMs: LEASE_TTL_MS, except };
    const claims = await this.leases.claimAcrossSellers('whatsapp', 'socket', worker, o);
    for (const claimed of claims) {
      const lease = { ...claimed, lost: false };
      const held = this.hold(lease).finally(() => this.holding.delete(held));
      this.holding.set(held, lease);
    }
  }

  private async hold(lease: Lease): Promise<void> {
    const lost = new AbortController();
    const letGo = (): void => {
      lease.lost = true;
      this.wake();
    };
    lost.signal.addEventListener('abort', letGo, { once: true });
    const renewal = setInterval(() => void this.renew(lease, lost), RENEW_MS);
    const unsubscribe = this.pubSub.subscribe(
      WAKE_CHANNEL_HOLDERS,
      () => void this.renew(lease, lost),
    );
    try {
      const channel = await this.channels.open(lease.id);
      if (channel) {
        const session = await this.maker.make(channel, lease);
        await this.live(session, lost.signal);
      }
    } catch (error) {
      const about = { channelId: lease.id, code: toAppError(error).code };
      this.logger.warn(about, 'a channel could not be held; it will be taken up again');
      await sleep(LOOK_MS);
    } finally {
      clearInterval(renewal);
      unsubscribe();
      await this.leases.releaseLease(lease.id, lease.epoch).catch(() => undefined);
    }
  }

  /** Until the connection ends, the lease is lost, the seller wants it gone, or this worker stops. */
  private async live(session: WhatsappSession, lost: AbortSignal): Promise<void> {
    const { id } = session.channel;
    this.sessions.add(id, session);
    try {
      await session.start();
      const over = AbortSignal.any([lost, this.stopping.signal]);
      await Promise.race([session.ended, aborted(over)]);
      if (lost.reason === 'unlink') await this.maker.unlink(session);
    } finally {
      this.sessions.remove(id, session);
      await session.stop();
    }
  }

  private async renew(lease: Lease, lost: AbortController): Promise<void> {
    if (lost.signal.aborted) return;
    try {
      const wish = await this.leases.wishOf(lease.id, lease.epoch);
      if (wish === 'unlink') return lost.abort('unlink');
      const held = await this.leases.renewLease(lease.id, lease.epoch, LEASE_TTL_MS);
      if (!held || wish === 'off') lost.abort('lost');
    } catch {
      // The database is away: every write of the session is fenced, so it may go on until the lease is surely over.
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
