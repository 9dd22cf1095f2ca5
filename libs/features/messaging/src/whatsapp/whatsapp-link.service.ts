/**
 * Links a seller's WhatsApp number. The API writes what is wanted into the channel's row and wakes the workers; the one
 * that takes the channel's lease opens the socket and writes back what the phone has to see.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { newId, type Id } from '#platform/ids';
import { ChannelHealthService } from '../channels/channel-health.service.js';
import {
  isEnded,
  viewOf,
  visible,
  type Channel,
  type ChannelView,
} from '../channels/channel-view.js';
import { ChannelsRepository, type ChannelRow } from '../channels/channels.repository.js';
import { channelNotFound } from '../messaging.errors.js';
import { WhatsappAuthRepository } from './store/whatsapp-auth.repository.js';

/** A holder is told to unlink and gets this long; then the link is forgotten here without it. */
const UNLINK_PATIENCE_MS = 6_000;
const LOOK_MS = 100;

/** How the phone is to be linked. */
export type PairingWish = { method: 'qr' } | { method: 'code'; phone: string };

@Injectable()
export class WhatsappLinkService {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly auth: WhatsappAuthRepository,
    private readonly health: ChannelHealthService,
  ) {}

  /** Starts pairing; a channel that is connected or under way stays as it is. */
  async connect(
    seller: { sellerId: Id<'sel'>; agentId: Id<'agt'> },
    wish: PairingWish,
  ): Promise<Channel> {
    const platformId = `wa_${seller.sellerId}`;
    const earlier = await this.channels.findOwn(seller.sellerId, 'whatsapp', platformId);
    if (earlier && isUnderWay(earlier, wish)) return visible(earlier);
    const pairing = wish.method === 'code' ? { pairingPhone: wish.phone } : {};
    const saved = await this.channels.save({
      id: earlier?.id ?? newId('chn'),
      ...seller,
      platform: 'whatsapp',
      platformId,
      displayName: earlier?.displayName ?? 'WhatsApp',
      purpose: 'bot',
      status: 'pending',
      secrets: null,
      config: { transport: 'socket', state: 'connecting', pairingMethod: wish.method, ...pairing },
    });
    this.health.wakeHolders();
    this.health.changed(saved.id);
    return visible(saved);
  }

  /** @throws AppError not_found for a foreign id, or one that is not WhatsApp's */
  async view(sellerId: Id<'sel'>, id: string): Promise<ChannelView> {
    return viewOf(await this.find(sellerId, id));
  }

  /** Stops a pairing, or puts away how it ended; of a linked account it does nothing. */
  async cancel(sellerId: Id<'sel'>, id: string): Promise<ChannelView> {
    const found = await this.find(sellerId, id);
    const isShown = found.status === 'pending' || isEnded(found);
    if (isShown && !(await this.auth.isLinked(found.id))) {
      await this.health.disconnected(found, null);
      this.health.wakeHolders();
    }
    return this.view(sellerId, id);
  }

  /** Connects again with the keys there are; an account that was logged out gets a new code. */
  async reconnect(sellerId: Id<'sel'>, id: string): Promise<ChannelView> {
    const found = await this.find(sellerId, id);
    if (found.status === 'disconnected') {
      await this.connect({ sellerId, agentId: found.agentId }, { method: 'qr' });
    }
    return this.view(sellerId, id);
  }

  /** Ends the link on the phone too, if a worker holds it; the keys are deleted in any case. */
  async unlink(sellerId: Id<'sel'>, id: string): Promise<void> {
    const found = await this.find(sellerId, id);
    if (found.held) {
      await this.channels.mergeConfig(found.id, { wish: 'unlink' });
      this.health.wakeHolders();
      await this.gone(sellerId, found.id);
    }
    const left = await this.find(sellerId, id);
    if (left.status !== 'disconnected' || isEnded(left)) {
      await this.health.disconnected(left, null);
    }
    await this.auth.forget(left.id);
  }

  private async gone(sellerId: Id<'sel'>, id: Id<'chn'>): Promise<void> {
    const deadline = Date.now() + UNLINK_PATIENCE_MS;
    while (Date.now() < deadline) {
      if ((await this.find(sellerId, id)).status === 'disconnected') return;
      await sleep(LOOK_MS);
    }
  }

  private async find(sellerId: Id<'sel'>, id: string): Promise<ChannelRow> {
    const found = await this.channels.find(sellerId, id);
    if (found?.platform !== 'whatsapp') throw channelNotFound();
    return found;
  }
}

function isUnderWay(channel: ChannelRow, wish: PairingWish): boolean {
  if (channel.status === 'connected') return true;
  if (channel.status === 'disconnected') return false;
  return (
    channel.config['pairingMethod'] === wish.method &&
    (wish.method === 'qr' || channel.config['pairingPhone'] === wish.phone)
  );
}
