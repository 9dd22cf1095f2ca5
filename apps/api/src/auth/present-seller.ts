/** The only way an account becomes JSON. */
import type { Seller, SignedIn } from '#features/auth';
import type { SellerDto, SignedInDto } from './auth.dto.js';

/** GET /auth/me. */
export function presentSeller(seller: Seller): SellerDto {
  const { id, email, name, plan, status, totpEnabled, createdAt } = seller;
  const emailVerified = seller.emailVerifiedAt !== null;
  return { id, email, name, plan, status, emailVerified, totpEnabled, createdAt };
}

/** POST /auth/register and /auth/login. */
export function presentSignedIn({ token, seller }: SignedIn): SignedInDto {
  const { id, email, name, plan, createdAt } = seller;
  return { token, seller: { id, email, name, plan, createdAt } };
}
