export { constantTimeEqual } from './constant-time-equal.js';
export { CryptoModule } from './crypto.module.js';
export { findForeignSeals, type ForeignSeals } from './foreign-seals.js';
export { PasswordHasher } from './password-hasher.js';
export { LEGACY_KEY_ID, SecretBox, type SecretKeys, type SecretPlace } from './secret-box.js';
export { type Resealed, resealColumn, type RunSql, type SealedColumn } from './reseal.js';
