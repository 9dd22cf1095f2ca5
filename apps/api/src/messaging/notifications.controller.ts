import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SellerIdentity } from '#features/auth';
import { ChannelsService, NotificationsService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import {
  ChangeNotificationsDto,
  NotificationsChangedDto,
  NotificationSettingsDto,
} from './notifications.dto.js';

/** How a seller is told that a buyer waits, a message was not answered, or a channel needs them. */
@ApiTags('Messaging')
@Controller('messaging/notifications')
export class NotificationsController {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly channels: ChannelsService,
  ) {}

  /** How you are told now. */
  @Get()
  async get(@CurrentSeller() { sellerId }: SellerIdentity): Promise<NotificationSettingsDto> {
    const settings = await this.notifications.settings(sellerId);
    return { ...settings, telegram: await this.telegramOf(sellerId) };
  }

  /** Changes what is given. 400 `messaging.address_not_public`. */
  @Put()
  async change(
    @CurrentSeller() { sellerId }: SellerIdentity,
    @Body() body: ChangeNotificationsDto,
  ): Promise<NotificationsChangedDto> {
    const changed = await this.notifications.change(sellerId, {
      ...(body.email === undefined ? {} : { email: body.email }),
      ...(body.webhookUrl === undefined ? {} : { webhookUrl: body.webhookUrl }),
    });
    return { ...changed, telegram: await this.telegramOf(sellerId) };
  }

  private async telegramOf(sellerId: Id<'sel'>): Promise<'pending' | 'connected' | null> {
    const chats = (await this.channels.list(sellerId)).filter((one) => one.purpose === 'notify');
    if (chats.some((chat) => chat.status === 'connected')) return 'connected';
    return chats.some((chat) => chat.status === 'pending') ? 'pending' : null;
  }
}
