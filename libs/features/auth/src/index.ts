export {
  AccountsService,
  type Credentials,
  normaliseEmail,
  type Registration,
  type SignedIn,
} from './accounts.service.js';
export { notSignedIn } from './auth.errors.js';
export { AuthModule } from './auth.module.js';
export type { SellerPlan, SellerStatus } from './seller.entity.js';
export type { Seller, SellerIdentity, SignInOrigin } from './seller.js';
export { SESSION_LIFETIME_MS } from './session-tokens.service.js';
export { SessionWatch } from './session-watch.js';
export { SessionsService } from './sessions.service.js';
