export {
  AccountsService,
  type Credentials,
  normaliseEmail,
  type Registration,
  type SignedIn,
} from './accounts.service.js';
export type { AdminIdentity } from './admin/admins.repository.js';
export {
  ADMIN_SESSION_LIFETIME_MS,
  type AdminSignedIn,
  AdminsService,
} from './admin/admins.service.js';
export { makeAdmin } from './admin/make-admin.js';
export { SellerAdministration } from './admin/seller-administration.service.js';
export type { ApiKey } from './api-keys/api-keys.repository.js';
export {
  API_KEY_SCOPES,
  type ApiKeyIdentity,
  type ApiKeyScope,
  ApiKeysService,
  type NewApiKey,
} from './api-keys/api-keys.service.js';
export type { AuditEntry, AuditQuery } from './audit/audit-log.repository.js';
export { AuditLog } from './audit/audit-log.service.js';
export { adminNotSignedIn, notSignedIn, sellerNotFound, sessionNotFound } from './auth.errors.js';
export { AuthModule } from './auth.module.js';
export { AccountExport } from './data/account-export.service.js';
export { AccountRemoval } from './data/account-removal.service.js';
export {
  EmailVerification,
  type LinkedPlatform,
  type ProvenUse,
} from './email-verification.service.js';
export { AuthHousekeeping } from './housekeeping.service.js';
export { PasswordsService } from './passwords.service.js';
export type { TotpEnrolment } from './second-factor/second-factor.service.js';
export type { SellerPlan, SellerStatus } from './seller.entity.js';
export type { ListedSession, Seller, SellerIdentity, SignInOrigin } from './seller.js';
export { SESSION_LIFETIME_MS } from './sessions/session-tokens.service.js';
export { SessionWatch } from './sessions/session-watch.js';
export { SessionsService } from './sessions/sessions.service.js';
export { TwoFactorService } from './two-factor.service.js';
