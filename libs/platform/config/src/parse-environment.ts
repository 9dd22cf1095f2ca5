/** From the environment's text to AppConfig. Called once at boot, and by tests with an environment of their own. */
import 'reflect-metadata';
import { resolve } from 'node:path';
import { validateSync } from 'class-validator';
import { AppConfig, type LogLevel, type NodeEnv, type WorkerRole } from './app-config.js';
import { ConfigError, type ConfigProblem } from './config-error.js';
import {
  agentSlice,
  bare,
  etsySlice,
  modelSlice,
  standinsSlice,
  telegramSlice,
  whatsappSlice,
} from './config-slices.js';
import { EnvDto } from './env.dto.js';
import { envVariables } from './env-variable.decorator.js';
import { parseKeyRing } from './key-ring.js';
import { requirementProblems } from './required-variables.js';
import { parseSigningSecrets } from './signing-secrets.js';

/**
 * The configuration of an environment. An empty variable counts as not set.
 * Throws ConfigError that lists every bad variable, one a line: `NAME: what is wrong (example: …)`.
 */
export function parseEnvironment(env: NodeJS.ProcessEnv): AppConfig {
  const dto = pick(env);
  const bad = formProblems(dto);
  const names = new Set(bad.map((problem) => problem.name));
  const problems = [...bad, ...requirementProblems(dto).filter(({ name }) => !names.has(name))];
  const keyRing = parseKeyRing(dto.TOKEN_ENCRYPTION_KEY ?? '');
  const jwtSecrets = parseSigningSecrets(dto.JWT_SECRET ?? '');
  if (problems.length > 0 || keyRing === null || jwtSecrets === null) {
    throw new ConfigError(problems, exampleOf);
  }
  return new AppConfig({
    ...plainValues(dto),
    jwtSecrets,
    encryptionKeys: keyRing,
  });
}

function pick(env: NodeJS.ProcessEnv): EnvDto {
  const dto = new EnvDto();
  for (const { name } of envVariables()) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') Object.assign(dto, { [name]: value });
  }
  return dto;
}

function formProblems(dto: EnvDto): ConfigProblem[] {
  return validateSync(dto).map((error) => ({
    name: error.property,
    problem: Object.values(error.constraints ?? {}).join('; '),
  }));
}

function exampleOf(name: string): string {
  return envVariables().find((variable) => variable.name === name)?.example ?? '';
}

function plainValues(dto: EnvDto): Omit<AppConfig, 'jwtSecrets' | 'encryptionKeys'> {
  const appSlice = app(dto);
  return {
    ...appSlice,
    ...stores(dto),
    ...watching(dto),
    etsy: etsySlice(dto),
    model: modelSlice(dto),
    agent: agentSlice(dto, appSlice.dataDir),
    telegram: telegramSlice(dto),
    whatsapp: whatsappSlice(dto),
    standins: standinsSlice(dto),
    workerRoles: list(dto.WORKER_ROLES ?? 'turns,channels').filter(isWorkerRole),
    rateLimits: {
      sellerPerMinute: Number(dto.RATE_LIMIT_SELLER_PER_MINUTE ?? '100'),
      dashboardPerMinute: Number(dto.RATE_LIMIT_DASHBOARD_PER_MINUTE ?? '600'),
      authPerMinute: Number(dto.RATE_LIMIT_AUTH_PER_MINUTE ?? '10'),
    },
    adminQueuesWritable: dto.ADMIN_QUEUES_WRITABLE === 'on',
  };
}

function app(
  dto: EnvDto,
): Pick<AppConfig, 'nodeEnv' | 'port' | 'dataDir' | 'publicUrl' | 'corsOrigin' | 'trustedProxies'> {
  const port = Number(dto.PORT ?? '8080');
  return {
    nodeEnv: nodeEnv(dto.NODE_ENV),
    port,
    dataDir: resolve(dto.IFA_DATA_DIR ?? '.ifa'),
    publicUrl: dto.PUBLIC_URL === undefined ? null : bare(dto.PUBLIC_URL),
    corsOrigin: bare(dto.CORS_ORIGIN ?? `http://127.0.0.1:${port}`),
    trustedProxies: list(dto.TRUSTED_PROXIES),
  };
}

function stores(
  dto: EnvDto,
): Pick<AppConfig, 'databaseUrl' | 'redisUrl' | 'smtpUrl' | 'mailFrom' | 'transcriberUrl'> {
  return {
    databaseUrl: dto.DATABASE_URL ?? 'postgres://ifa@127.0.0.1:5432/ifa',
    redisUrl: dto.REDIS_URL ?? 'redis://127.0.0.1:6379',
    smtpUrl: dto.SMTP_URL ?? null,
    mailFrom: dto.MAIL_FROM ?? null,
    transcriberUrl: dto.TRANSCRIBER_URL ?? null,
  };
}

function watching(
  dto: EnvDto,
): Pick<AppConfig, 'logDir' | 'logLevel' | 'metricsPort' | 'metricsHost' | 'tracesUrl'> {
  return {
    logDir: dto.LOG_DIR === undefined ? null : resolve(dto.LOG_DIR),
    logLevel: LOG_LEVELS.find((level) => level === dto.LOG_LEVEL) ?? 'info',
    metricsPort: dto.METRICS_PORT === undefined ? null : Number(dto.METRICS_PORT),
    metricsHost: dto.METRICS_HOST ?? '127.0.0.1',
    tracesUrl:
      dto.OTEL_EXPORTER_OTLP_ENDPOINT === undefined ? null : bare(dto.OTEL_EXPORTER_OTLP_ENDPOINT),
  };
}

const LOG_LEVELS: readonly LogLevel[] = [
  'fatal',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'silent',
];

function nodeEnv(text: string | undefined): NodeEnv {
  return text === 'production' || text === 'test' ? text : 'development';
}

function list(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function isWorkerRole(text: string): text is WorkerRole {
  return text === 'turns' || text === 'channels';
}
