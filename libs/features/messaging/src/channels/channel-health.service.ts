/** How a channel is: written by who holds it, logged, and told at once to whoever looks at it. */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction, type Db } from '#platform/database';
import type { Id } from '#platform/ids';
import { PubSub } from '#platform/redis';
import { AgentSideLink } from '../agent-side.js';
import { isAlarm, type WhatsappHealth } from '../whatsapp/sessions/whatsapp-health.js';
import type { OpenChannel } from './channel-driver.js';
import { ChannelLeasesRepository } from './channel-leases.repository.js';
import type { ChannelStatus } from './channel.entity.js';
import { ChannelsRepository } from './channels.repository.js';

/** Holders of channels hear here that a seller wants something of one. The payload says nothing. */
export const WAKE_CHANNEL_HOLDERS = 'wake-channel-holders';

/** Whoever shows a channel hears here that it has changed. The payload says nothing. */
export function channelTopic(id: string): string {
  return `channel:${id}`;
}

/** Why the platform itself refused a channel for good, in words for the seller. */
function deadChannelWords(reason: string): string {
  switch (reason) {
    case 'unauthorized':
      return 'Telegram no longer knows the token of this bot. Connect it again with its new token.';
    case 'gone':
      return 'The address for answers said that it is gone for good (410). Connect a new one.';
    default:
      return `The platform refused this channel (${reason}). Connect it again.`;
  }
}

@Injectable()
export class ChannelHealthService {
  private readonly logger = new Logger(ChannelHealthService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly channels: ChannelsRepository,
    private readonly leases: ChannelLeasesRepository,
    private readonly link: AgentSideLink,
    private readonly pubSub: PubSub,
  ) {}

  /** A held WhatsApp channel is so now; nothing is written when the lease is lost. */
  async note(channel: OpenChannel, epoch: number, health: WhatsappHealth): Promise<void> {
    const { status, state, pairing, lastError, phone } = health;
    if (phone && (await this.channels.isNumberTaken(channel.id, phone))) {
      await this.refuseNumber(channel, epoch);
      return;
    }
    const config = { state, pairing, ...(phone ? { phone } : {}) };
    const displayName = phone ? `+${phone}` : null;
    const written = await this.write(channel, { status, state }, (manager) =>
      this.leases.noteHealth(
        manager,
        { id: channel.id, epoch },
        { status, lastError, displayName, config },
      ),
    );
    if (written && isAlarm(state)) {
      this.logger.error({ channelId: channel.id, state }, 'a WhatsApp channel needs an operator');
    }
  }

  /** It is gone; `lastError` says why when that was not the seller's own wish. */
  async disconnected(
    channel: Pick<OpenChannel, 'id' | 'agentId'>,
    lastError: string | null,
  ): Promise<void> {
    await this.end(channel, { lastError, epoch: null });
  }

  /** Its platform knows it no more; nothing happens to a link that was made anew since that was asked. */
  async refused(
    channel: Pick<OpenChannel, 'id' | 'agentId' | 'epoch'>,
    reason: string,
  ): Promise<void> {
    const { epoch } = channel;
    await this.end(channel, { lastError: deadChannelWords(reason), epoch });
  }

  /** Its link is gone from the phone: at the seller's wish, or because its number was refused, and then that stays said. */
  async unlinked(channel: Pick<OpenChannel, 'id' | 'agentId'>): Promise<void> {
    const found = await this.channels.findAcrossSellers(channel.id);
    await this.disconnected(channel, found?.config['refused'] === true ? found.lastError : null);
  }

  /** A buyer wrote there. */
  async heard(id: Id<'chn'>): Promise<void> {
    await this.channels.touchInbound(id);
  }

  /** Another state, if `change` writes it: logged, and told to whoever shows the channel. @returns whether it did */
  async changeTo(
    channel: Pick<OpenChannel, 'id' | 'agentId'>,
    status: ChannelStatus,
    change: (db: Db) => Promise<boolean>,
  ): Promise<boolean> {
    return this.write(channel, { status, state: status }, change);
  }

  /** Its state was written already: log it and tell whoever shows it. */
  async announce(
    channel: Pick<OpenChannel, 'id' | 'agentId'>,
    status: ChannelStatus,
  ): Promise<void> {
    await this.write(channel, { status, state: status }, () => Promise.resolve(true));
  }

  /** Tells whoever shows the channel to look. */
  changed(id: Id<'chn'>): void {
    this.pubSub.publish(channelTopic(id), {});
  }

  /** Tells the holders of channels to look. */
  wakeHolders(): void {
    this.pubSub.publish(WAKE_CHANNEL_HOLDERS, {});
  }

  private async end(
    channel: Pick<OpenChannel, 'id' | 'agentId'>,
    o: { lastError: string | null; epoch: number | null },
  ): Promise<void> {
    await this.write(channel, { status: 'disconnected', state: 'idle' }, (db) =>
      this.channels.setDisconnected(db, channel.id, o),
    );
  }

  private async refuseNumber(channel: OpenChannel, epoch: number): Promise<void> {
    const lastError = 'This number is already connected to another IFA account.';
    await this.leases.noteHealth(
      this.dataSource,
      { id: channel.id, epoch },
      {
        status: 'pending',
        lastError,
        displayName: null,
        config: { state: 'idle', pairing: null, wish: 'unlink', refused: true },
      },
    );
    this.wakeHolders();
  }

  private async write(
    channel: Pick<OpenChannel, 'id' | 'agentId'>,
    now: { status: ChannelStatus; state: string },
    change: (db: Db) => Promise<boolean>,
  ): Promise<boolean> {
    const written = await inTransaction(this.dataSource, async (manager) => {
      if (!(await change(manager))) return false;
      await this.link.side.append(manager, channel.agentId, null, [
        { type: 'channel.changed', metadata: { channelId: channel.id, ...now } },
      ]);
      return true;
    });
    if (written) {
      this.link.side.wake(channel.agentId);
      this.changed(channel.id);
    }
    return written;
  }
}
