export { bootLogger } from './boot-logger.js';
export { LoggingModule } from './logging.module.js';
