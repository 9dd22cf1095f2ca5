export { bigintAsNumber } from './column-transformers.js';
export { databaseError, databaseUnavailable, wasDatabaseAway } from './database-errors.js';
export { inTransaction, sqlState } from './in-transaction.js';
export { row, rows, type Db } from './sql.js';
