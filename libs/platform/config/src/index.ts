export {
  AppConfig,
  type AgentConfig,
  type AppConfigValues,
  type EtsyConfig,
  type LogLevel,
  type ModelConfig,
  type NodeEnv,
  type TelegramConfig,
  type WhatsappConfig,
  type WorkerRole,
} from './app-config.js';
export { ConfigError, type ConfigProblem } from './config-error.js';
export { ConfigModule } from './config.module.js';
export { loadEnvironment } from './env.js';
export { parseEnvironment } from './parse-environment.js';
export { renderEnvExample } from './render-env-example.js';
export { isLoopback } from './required-variables.js';
export { signingKeyIdOf, type SigningSecret } from './signing-secrets.js';
