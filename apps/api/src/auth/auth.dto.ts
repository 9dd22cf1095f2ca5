import { Transform } from 'class-transformer';
import { IsEmail, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';

const EMAIL_CHARS_MAX = 254;

/** Text without the spaces around it. */
export function trimmed({ value }: { value: unknown }): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** An account to be. */
export class RegisterDto {
  /** @example "seller@example.com" */
  @Transform(trimmed)
  @IsEmail({}, { message: 'must be an e-mail address' })
  @MaxLength(EMAIL_CHARS_MAX)
  @Matches(/^[^\p{C}\p{Z}]*$/u, { message: 'must not hold characters that cannot be seen' })
  email: string;

  /** 8 to 200 characters. */
  @IsString()
  @Length(8, 200)
  password: string;

  /** How the seller is called; 1 to 100 characters. */
  @Transform(trimmed)
  @IsString()
  @Length(1, 100)
  @Matches(/^\P{Cc}+$/u, { message: 'must not hold control characters' })
  name: string;
}

/** Who wants to sign in. */
export class LoginDto {
  /** @example "seller@example.com" */
  @Transform(trimmed)
  @IsString()
  @Length(1, EMAIL_CHARS_MAX)
  email: string;

  @IsString()
  @Length(1, 200)
  password: string;

  /** The code of the authenticator app, or a recovery code, where the account asks for one. */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  totp?: string;
}

/** The account, as given at sign-in. */
export class SignedInSellerDto {
  /** @example "sel_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  email: string;
  name: string;
  plan: 'free' | 'pro';
  createdAt: Date;
}

/** The account. */
export class SellerDto extends SignedInSellerDto {
  status: 'active' | 'suspended';
  /** Whether mail to the address has reached its owner; real channels need it. */
  emailVerified: boolean;
  /** Whether signing in takes a code as well. */
  totpEnabled: boolean;
}

/** A fresh session. The same token is set as an httpOnly cookie for browsers. */
export class SignedInDto {
  /** For `Authorization: Bearer …`; valid for 7 days unless the session ends earlier. */
  token: string;
  seller: SignedInSellerDto;
}

/** Who is signed in. */
export class MeDto {
  seller: SellerDto;
}

/** Done. */
export class DoneDto {
  success: true;
}
