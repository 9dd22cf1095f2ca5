import { Transform } from 'class-transformer';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { API_KEY_SCOPES, type ApiKeyScope } from '#features/auth';
import { trimmed } from './auth.dto.js';

/** The token of a mailed link. */
export class MailedTokenDto {
  @IsString()
  @Length(1, 100)
  token: string;
}

/** Whose password is forgotten. */
export class ForgotPasswordDto {
  /** @example "seller@example.com" */
  @Transform(trimmed)
  @IsString()
  @Length(1, 254)
  email: string;
}

/** A new password by a mailed link. */
export class ResetPasswordDto extends MailedTokenDto {
  /** 8 to 200 characters. */
  @IsString()
  @Length(8, 200)
  password: string;
}

/** A new password by the old one. */
export class ChangePasswordDto {
  @IsString()
  @Length(1, 200)
  current: string;

  /** 8 to 200 characters. */
  @IsString()
  @Length(8, 200)
  next: string;

  /** Revokes all API keys as well; without it they go on working. */
  @IsOptional()
  @IsBoolean()
  revokeApiKeys?: boolean;
}

/** The password once more. */
export class PasswordDto {
  @IsString()
  @Length(1, 200)
  password: string;
}

/** A code of the authenticator app. */
export class TotpCodeDto {
  /** @example "123456" */
  @IsString()
  @Length(6, 40)
  code: string;
}

/** Turning the second factor off. */
export class DisableTotpDto extends PasswordDto {
  /** Of the app, or a recovery code. */
  @IsString()
  @Length(6, 40)
  code: string;
}

/** What an authenticator app needs. */
export class TotpStartedDto {
  /** For typing in. */
  secret: string;
  /** otpauth://… */
  uri: string;
  /** The same as a picture. */
  qrSvg: string;
}

/** Shown this once. */
export class RecoveryCodesDto {
  recoveryCodes: string[];
}

/** A sign-in that stands. */
export class SessionDto {
  id: string;
  userAgent: string | null;
  ipAddress: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  /** The one that asks. */
  current: boolean;
}

/** All of them, last used first. */
export class SessionsDto {
  sessions: SessionDto[];
}

/** How many sessions were ended. */
export class SignedOutDto {
  success: true;
  ended: number;
}

/** A key to be. */
export class NewApiKeyDto {
  /** What it is for; 1 to 100 characters. */
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  @Matches(/^\P{Cc}+$/u, { message: 'must not hold control characters' })
  name: string;

  /** What it may do. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(API_KEY_SCOPES, { each: true })
  scopes: ApiKeyScope[];

  /** Without it the key lives until it is deleted. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3650)
  lifetimeDays?: number;
}

/** A key without its text. */
export class ApiKeyDto {
  id: string;
  name: string;
  /** Its last four characters. */
  hint: string;
  scopes: string[];
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  createdAt: Date;
}

/** All keys, newest first. */
export class ApiKeysDto {
  apiKeys: ApiKeyDto[];
}

/** A new key. */
export class ApiKeyMadeDto {
  apiKey: ApiKeyDto;
  /** Shown this once. */
  key: string;
}
