export { bigintAsNumber } from './column-transformers.js';
export {
  commandFailure,
  databaseError,
  databaseTrouble,
  databaseUnavailable,
  troubleCode,
  unstorableText,
  wasDatabaseAway,
} from './database-errors.js';
export { inTransaction, isUniqueViolation, sqlState } from './in-transaction.js';
export { storable, storableText } from './storable.js';
export { ASYNC_COMMIT, PLANNED_EACH_TIME, row, rows, type Db } from './sql.js';
export { DatabasePulse } from './database-pulse.js';
