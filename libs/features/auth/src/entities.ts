export { AdminEntity } from './admin/admin.entity.js';
export { AdminSessionEntity } from './admin/admin-session.entity.js';
export { ApiKeyEntity } from './api-keys/api-key.entity.js';
export { AuditEntryEntity } from './audit/audit-entry.entity.js';
export { AuthSessionEntity } from './sessions/auth-session.entity.js';
export { MailedTokenEntity } from './mail-tokens/mailed-token.entity.js';
export { SellerEntity } from './seller.entity.js';
