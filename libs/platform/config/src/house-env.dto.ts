/** The environment variables of the app itself: addresses, secrets, stores, running. Those of outside systems are in env.dto.ts. */
import { Check, EnvVariable, IntegerOf, OneOf, UrlOf } from './env-variable.decorator.js';
import { parseKeyRing } from './key-ring.js';
import { isNetwork } from './network.js';
import { parseSigningSecrets } from './signing-secrets.js';

const APP = 'The app';
const SECRETS = 'Secrets';
const STORES = 'Stores';
const RUNNING = 'Running and watching';
const STANDINS = 'Stand-ins (development and demo)';

/** The variables of the app itself as text, each checked by itself. */
export class HouseEnvDto {
  @EnvVariable({
    group: APP,
    sentence: 'Where the app runs; production refuses stand-ins and missing credentials.',
    example: 'production',
    fallback: 'development',
  })
  @OneOf('development', 'test', 'production')
  NODE_ENV?: string;

  @EnvVariable({
    group: APP,
    sentence: 'The port of the API and the dashboard.',
    example: '8080',
    fallback: '8080',
  })
  @IntegerOf(1, 65_535)
  PORT?: string;

  @EnvVariable({
    group: APP,
    sentence: 'The folder for everything the app keeps outside its stores.',
    example: '/var/lib/ifa',
    fallback: '.ifa',
  })
  @Check('must not be empty', (text) => text.trim() !== '')
  IFA_DATA_DIR?: string;

  @EnvVariable({
    group: APP,
    sentence:
      'The address under which the world reaches this app; without it Telegram is polled instead of pushed.',
    example: 'https://ifa.example.com',
    fallback: 'none',
  })
  @UrlOf('https:', 'http:')
  PUBLIC_URL?: string;

  @EnvVariable({
    group: APP,
    sentence: 'The origin of the dashboard: allowed by CORS and the target of redirects.',
    example: 'https://app.example.com',
    fallback: 'http://127.0.0.1:<PORT> outside production',
  })
  @UrlOf('https:', 'http:')
  @Check(
    'must be an origin: scheme, host and port only',
    (text) => URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, ''),
  )
  CORS_ORIGIN?: string;

  @EnvVariable({
    group: APP,
    sentence:
      'The proxies whose X-Forwarded-For is believed: addresses or networks, comma separated.',
    example: '10.0.0.0/8',
    fallback: 'none',
  })
  @Check('must be addresses or networks, comma separated', (text) =>
    text.split(',').every((part) => isNetwork(part.trim())),
  )
  TRUSTED_PROXIES?: string;

  @EnvVariable({
    group: SECRETS,
    sentence:
      'Signs the login tokens: at least 32 characters (openssl rand -hex 32), or name=secret pairs with the current one first to rotate.',
    example: 'change-me-openssl-rand-hex-32-output',
    fallback: null,
  })
  @Check(
    'must have at least 32 characters, or be name=secret pairs of which each has',
    (text) => parseSigningSecrets(text) !== null,
  )
  JWT_SECRET?: string;

  @EnvVariable({
    group: SECRETS,
    sentence:
      'Encrypts stored tokens: 64 hex characters, or name=hex pairs with the current key first to rotate.',
    example: '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    fallback: null,
  })
  @Check(
    'must be 64 hex characters, or kid=hex pairs with different names, comma separated',
    (text) => parseKeyRing(text) !== null,
  )
  TOKEN_ENCRYPTION_KEY?: string;

  @EnvVariable({
    group: STORES,
    sentence: 'Postgres, the truth.',
    example: 'postgres://ifa:secret@127.0.0.1:5432/ifa',
    fallback: 'postgres://ifa@127.0.0.1:5432/ifa outside production',
  })
  @UrlOf('postgres:', 'postgresql:')
  DATABASE_URL?: string;

  @EnvVariable({
    group: STORES,
    sentence: 'Redis or Valkey, for nudges, limits and live updates.',
    example: 'redis://127.0.0.1:6379',
    fallback: 'redis://127.0.0.1:6379 outside production',
  })
  @UrlOf('redis:', 'rediss:')
  REDIS_URL?: string;

  @EnvVariable({
    group: RUNNING,
    sentence: 'A folder for rotating log files beside the standard output.',
    example: '/var/log/ifa',
    fallback: 'none',
  })
  LOG_DIR?: string;

  @EnvVariable({ group: RUNNING, sentence: 'What is logged.', example: 'debug', fallback: 'info' })
  @OneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')
  LOG_LEVEL?: string;

  @EnvVariable({
    group: RUNNING,
    sentence: 'The port of the Prometheus metrics.',
    example: '9464',
    fallback: 'none',
  })
  @IntegerOf(1, 65_535)
  METRICS_PORT?: string;

  @EnvVariable({
    group: RUNNING,
    sentence: 'The address the metrics listen on.',
    example: '0.0.0.0',
    fallback: '127.0.0.1',
  })
  @Check('must be an address or a host name', (text) => /^[\w.:-]+$/.test(text))
  METRICS_HOST?: string;

  @EnvVariable({
    group: RUNNING,
    sentence:
      'The OpenTelemetry collector that gets the traces, by OTLP over HTTP; OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES and OTEL_EXPORTER_OTLP_HEADERS are heeded beside it.',
    example: 'http://127.0.0.1:4318',
    fallback: 'none, and no traces',
  })
  @UrlOf('https:', 'http:')
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  @EnvVariable({
    group: RUNNING,
    sentence: 'What a worker does: turns, channels or both, comma separated.',
    example: 'turns',
    fallback: 'turns,channels',
  })
  @Check('must be turns, channels or both', (text) =>
    text.split(',').every((role) => ['turns', 'channels'].includes(role.trim())),
  )
  WORKER_ROLES?: string;

  @EnvVariable({
    group: RUNNING,
    sentence: 'Requests a minute of one seller; what the dashboard reads is not among them.',
    example: '100',
    fallback: '100',
  })
  @IntegerOf(1, 1_000_000)
  RATE_LIMIT_SELLER_PER_MINUTE?: string;

  @EnvVariable({
    group: RUNNING,
    sentence: "Reads a minute of one seller's dashboard, that is by the browser's cookie.",
    example: '600',
    fallback: '600',
  })
  @IntegerOf(1, 1_000_000)
  RATE_LIMIT_DASHBOARD_PER_MINUTE?: string;

  @EnvVariable({
    group: RUNNING,
    sentence:
      'Login attempts a minute of one address, and of one account from addresses new to it.',
    example: '10',
    fallback: '10',
  })
  @IntegerOf(1, 1_000_000)
  RATE_LIMIT_AUTH_PER_MINUTE?: string;

  @EnvVariable({
    group: RUNNING,
    sentence: 'Whether administrators may retry and delete jobs at /admin/queues.',
    example: 'on',
    fallback: 'off',
  })
  @OneOf('on', 'off')
  ADMIN_QUEUES_WRITABLE?: string;

  @EnvVariable({
    group: STANDINS,
    sentence:
      'auto puts loopback twins in the place of missing outside systems; production means off.',
    example: 'off',
    fallback: 'auto',
  })
  @OneOf('auto', 'off')
  STANDINS?: string;

  @EnvVariable({
    group: STANDINS,
    sentence: 'The port of the stand-ins.',
    example: '8090',
    fallback: '8090',
  })
  @IntegerOf(1, 65_535)
  STANDINS_PORT?: string;
}
