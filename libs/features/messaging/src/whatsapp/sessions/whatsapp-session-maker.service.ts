/**
 * Puts a session together: connection, store under the lease, pace. Baileys is loaded here, when the first account is
 * held, so that processes which hold none do not carry it.
 */
import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import type { UndecryptableMessage } from '#clients/whatsapp';
import { AppConfig } from '#platform/config';
import { fetchJson, HttpClient } from '#platform/http';
import type { OpenChannel } from '../../channels/channel-driver.js';
import { ChannelHealthService } from '../../channels/channel-health.service.js';
import { ReceiptsService } from '../../deliveries/receipts.service.js';
import { WhatsappAuthRepository, type ChannelLease } from '../store/whatsapp-auth.repository.js';
import { WhatsappInboundService } from '../whatsapp-inbound.service.js';
import { HUMAN_PACE, QUICK_PACE } from './whatsapp-pace.js';
import { WhatsappSession } from './whatsapp-session.js';

const SOCKET_PATH = '/ws/chat';

@Injectable()
export class WhatsappSessionMaker {
  private readonly logger = new Logger('Whatsapp');
  private trustRoot: string | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly auth: WhatsappAuthRepository,
    private readonly inbound: WhatsappInboundService,
    private readonly receipts: ReceiptsService,
    private readonly health: ChannelHealthService,
  ) {}

  async make(channel: OpenChannel, lease: ChannelLease): Promise<WhatsappSession> {
    const { WhatsappConnection, StoreFencedError } = await import('#clients/whatsapp');
    const store = this.auth.storeFor(
      lease,
      () => new StoreFencedError('the lease of the channel is held by another worker'),
    );
    const connection = new WhatsappConnection({
      store,
      wsUrl: this.wsUrl(),
      trustRoot: await this.rootKey(),
      findSentText: (messageId) => this.receipts.textOf(channel.id, messageId),
      log: (level, text) => this.logger.warn({ channelId: channel.id, level }, text),
    });
    const ports = {
      drainJournal: async (onSeen: Parameters<WhatsappInboundService['drain']>[1]) => {
        let isHeard = false;
        await this.inbound.drain(channel, (message) => {
          isHeard ||= message.history !== true;
          onSeen(message);
        });
        if (isHeard) await this.health.heard(channel.id);
      },
      receipt: (id: string, status: 'delivered' | 'read' | 'failed', code: string | null) =>
        this.receipts.note(channel.id, id, status, code),
      unread: (message: UndecryptableMessage) => this.inbound.acceptUnread(channel, message),
      health: (health: Parameters<ChannelHealthService['note']>[2]) =>
        this.health.note(channel, lease.epoch, health),
    };
    const pace = this.config.whatsapp.wsUrl === null ? HUMAN_PACE : QUICK_PACE;
    return new WhatsappSession(channel, connection, ports, pace);
  }

  /** The link is to go: told to the phone, then forgotten here. */
  async unlink(session: WhatsappSession): Promise<void> {
    await session.logout().catch(() => undefined);
    await this.auth.forget(session.channel.id);
    await this.health.unlinked(session.channel);
  }

  /** The configuration names the server, the socket has a path of its own there. */
  private wsUrl(): string | null {
    const { wsUrl } = this.config.whatsapp;
    if (wsUrl === null || wsUrl.endsWith(SOCKET_PATH)) return wsUrl;
    return `${wsUrl.replace(/\/+$/, '')}${SOCKET_PATH}`;
  }

  /** A stand-in says itself what it is to be trusted by; the client takes that for a loopback address only. */
  private async rootKey(): Promise<string | null> {
    const { trustRoot, standin, wsUrl } = this.config.whatsapp;
    if (trustRoot || !standin || !wsUrl) return trustRoot;
    this.trustRoot ??= await standinRoot(wsUrl);
    return this.trustRoot;
  }
}

async function standinRoot(wsUrl: string): Promise<string> {
  const url = new URL('/whatsapp/_control/root-key', wsUrl.replace(/^ws/, 'http')).href;
  const { hex } = await fetchJson(new HttpClient(), z.object({ hex: z.string() }), { url });
  return hex;
}
