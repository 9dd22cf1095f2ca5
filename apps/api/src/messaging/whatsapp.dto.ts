import { IsIn, IsOptional, IsString, Matches } from 'class-validator';

/** How to link the phone. */
export class ConnectWhatsappDto {
  /** `qr` (the default) shows a code to scan; `code` gives eight characters to type into the phone. */
  @IsOptional()
  @IsIn(['qr', 'code'])
  method?: 'qr' | 'code';

  /** The number of the phone, for `code`: international, digits only. */
  @IsOptional()
  @IsString()
  @Matches(/^\+?\d{6,15}$/, {
    message: 'must be a phone number with its country code, for example +4915112345678',
  })
  phone?: string;
}

/** Linking has begun. */
export class WhatsappConnectDto {
  /** @example "chn_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  channelId: string;
  status: 'pending' | 'connected' | 'disconnected';
  message: string;
}

/** What the phone has to see. */
export class WhatsappQrDto {
  status: 'pending' | 'connected' | 'disconnected';
  /** idle, pairing, connecting, connected, backoff, logged_out, conflict, restricted or outdated. */
  state: string;
  /** The text of the QR code; null while there is none. */
  qr: string | null;
  /** The eight characters to type, when the phone is linked by code. */
  code: string | null;
  expiresAt: string | null;
  /** Counts the codes of this pairing. */
  n: number | null;
  lastError: string | null;
}
