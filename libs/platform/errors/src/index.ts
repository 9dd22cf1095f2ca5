export { AppError, toAppError, type AppErrorOptions } from './app-error.js';
export { HTTP_STATUS, type ErrorKind } from './error-kind.js';
