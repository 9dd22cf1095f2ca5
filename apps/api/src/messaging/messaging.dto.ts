import { Type } from 'class-transformer';
import {
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  MaxLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

/** A linked number, bot or webhook. */
export class ChannelDto {
  /** @example "chn_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  platform: 'whatsapp' | 'telegram' | 'webhook';
  /** The platform's own id of this end. */
  platformId: string;
  /** What a person calls it. */
  displayName: string;
  status: 'pending' | 'connected' | 'disconnected';
  /** `bot` answers buyers; `notify` is the seller's own chat. */
  purpose: 'bot' | 'notify';
  /** The last trouble in words; null when all is well. */
  lastError: string | null;
  lastInboundAt: Date | null;
  createdAt: Date;
  /** Where a webhook channel's answers are posted; null: nowhere, or another platform. */
  answerUrl: string | null;
}

/** All channels. */
export class ChannelsDto {
  channels: ChannelDto[];
}

/** Which bot to link. */
export class ConnectTelegramDto {
  /** Your own bot's token, from @BotFather. */
  @IsOptional()
  @IsString()
  @Matches(/^\d{3,20}:[A-Za-z0-9_-]{20,100}$/, {
    message: 'must be a bot token as @BotFather gives it: digits, a colon, then letters and digits',
  })
  botToken?: string;

  /** A chat with the platform's bot, for notifications. */
  @IsOptional()
  @IsString()
  @Matches(/^-?\d{1,20}$/, { message: 'must be a Telegram chat id: digits only' })
  chatId?: string;
}

/** The bot is linked. */
export class TelegramConnectedDto {
  success: true;
  status: 'pending' | 'connected' | 'disconnected';
  channelId: string;
  /** What the chat has to send to `bot` within 15 minutes; only for a chat that is not linked yet. */
  code?: string | null;
  /** The platform's bot. */
  bot?: string;
}

/** A webhook channel to make. */
export class ConnectWebhookDto {
  /** What you call it. */
  @IsOptional()
  @IsString()
  @Length(1, 80)
  name?: string;

  /** Where answers are posted; without it they are read from the API. */
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  @MaxLength(2_000)
  answerUrl?: string;
}

/** What to change of a webhook channel. */
export class ChangeWebhookDto {
  @IsOptional()
  @IsString()
  @Length(1, 80)
  name?: string;

  /** null: answers are posted nowhere any more. */
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  @MaxLength(2_000)
  answerUrl?: string | null;
}

/** The new webhook channel; the secret is shown this once. */
export class WebhookConnectedDto {
  channelId: string;
  /** To be sent as `platformId` with each message. */
  platformId: string;
  status: 'pending' | 'connected' | 'disconnected';
  /** Signs messages in both directions (Standard Webhooks). */
  secret: string;
}

/** The new secret of a webhook channel; shown this once. */
export class SecretRotatedDto {
  secret: string;
  /** Until then the old one is good too, in both directions. */
  previousValidUntil: Date;
}

/** Who wrote. */
export class WebhookSenderDto {
  @IsString()
  @Length(1, 200)
  id: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  name?: string;
}

/** A message a gateway brings. */
export class WebhookMessageDto {
  @IsIn(['whatsapp', 'telegram', 'webhook'])
  platform: 'whatsapp' | 'telegram' | 'webhook';

  /** @example "wh_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  @IsString()
  @Length(1, 100)
  platformId: string;

  /** @example "Do you have this in blue?" */
  @IsString()
  @Length(1, 8_000)
  message: string;

  @IsObject()
  @ValidateNested()
  @Type(() => WebhookSenderDto)
  sender: WebhookSenderDto;
}
