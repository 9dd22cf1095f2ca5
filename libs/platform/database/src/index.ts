export { row, rows, type Db } from './sql.js';
