import { IsBoolean, IsOptional, IsUrl, MaxLength, ValidateIf } from 'class-validator';

/** How you are told that something needs you. */
export class NotificationSettingsDto {
  email: boolean;
  /** Gets signed posts (Standard Webhooks); null: none. */
  webhookUrl: string | null;
  /** Your chat with the platform's bot; null: none. Link one with POST /messaging/telegram/connect {chatId}. */
  telegram: 'pending' | 'connected' | null;
}

/** What to change. */
export class ChangeNotificationsDto {
  @IsOptional()
  @IsBoolean()
  email?: boolean;

  /** null ends it. */
  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  @MaxLength(2_000)
  webhookUrl?: string | null;
}

/** The settings now; a new address comes with its secret, shown this once. */
export class NotificationsChangedDto extends NotificationSettingsDto {
  webhookSecret: string | null;
}
