/** Takes what Telegram delivers, by webhook or poll: committed first, then the caller answers Telegram and nudges. */
import { Injectable } from '@nestjs/common';
import { parseTelegramUpdate, type TelegramUpdate } from '#clients/telegram';
import { constantTimeEqual } from '#platform/crypto';
import type { OpenChannel } from '../channels/channel-driver.js';
import { ChannelsRepository } from '../channels/channels.repository.js';
import { ChannelsService } from '../channels/channels.service.js';
import { ConversationDeskService } from '../conversations/conversation-desk.service.js';
import { InboxService, type AcceptedMessage } from '../inbox/inbox.service.js';
import { payloadOf } from './telegram-payload.js';

@Injectable()
export class TelegramInboundService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly repository: ChannelsRepository,
    private readonly inbox: InboxService,
    private readonly desk: ConversationDeskService,
  ) {}

  /**
   * The channel a webhook call is for, if its secret is right. An unknown channel and a wrong secret look the same
   * from outside.
   */
  async authenticate(channelId: string, secret: string): Promise<OpenChannel | null> {
    const channel = await this.channels.open(channelId);
    const expected =
      channel?.platform === 'telegram' ? channel.secrets['webhookSecret'] : undefined;
    return channel && expected && constantTimeEqual(expected, secret) ? channel : null;
  }

  /** @returns null for an update there is nothing to answer to (unreadable ones too: Telegram must not repeat them) */
  async acceptRaw(channel: OpenChannel, body: unknown): Promise<AcceptedMessage | null> {
    const update = parseTelegramUpdate(body);
    return update ? this.accept(channel, update) : null;
  }

  async accept(channel: OpenChannel, update: TelegramUpdate): Promise<AcceptedMessage | null> {
    if (update.kind === 'blocked' || update.kind === 'unblocked') {
      const reason = update.kind === 'blocked' ? 'blocked_by_user' : null;
      await this.desk.setUnreachable(channel, update.chatId, reason);
    }
    if (update.kind !== 'message') return null;
    const [accepted] = await Promise.all([
      this.inbox.accept({
        sellerId: channel.sellerId,
        agentId: channel.agentId,
        channelId: channel.id,
        kind: 'buyer',
        chatId: update.chatId,
        externalId: `update:${update.updateId}`,
        payload: payloadOf(update),
        source: 'telegram',
      }),
      this.repository.touchInbound(channel.id),
    ]);
    return accepted;
  }
}
