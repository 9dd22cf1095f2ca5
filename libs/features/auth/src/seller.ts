/** The shapes that leave this feature; the entities stay inside. */
import type { Id } from '#platform/ids';
import type { SellerPlan, SellerStatus } from './seller.entity.js';

/** An account as other parts of the system may see it. */
export interface Seller {
  id: Id<'sel'>;
  /** Lower-case. */
  email: string;
  name: string;
  plan: SellerPlan;
  status: SellerStatus;
  /** Null until mail to the address has reached its owner. */
  emailVerifiedAt: Date | null;
  /** Whether signing in takes a code as well. */
  totpEnabled: boolean;
  createdAt: Date;
}

/** Who is asking: the seller behind a valid session, as the session check found them less than a second ago. */
export interface SellerIdentity {
  sellerId: Id<'sel'>;
  sessionId: Id<'ses'>;
  email: string;
  plan: SellerPlan;
}

/** Where a sign-in comes from; shown in the list of sessions. */
export interface SignInOrigin {
  ipAddress: string | null;
  userAgent: string | null;
}

/** A sign-in in the list of a seller's sessions. */
export interface ListedSession {
  id: Id<'ses'>;
  userAgent: string | null;
  ipAddress: string | null;
  createdAt: Date;
  lastSeenAt: Date;
}
