import { describe, expect, it } from 'vitest';
import { ConfigError, parseEnvironment } from './index.js';

const key = 'fedcba9876543210'.repeat(4);
const secrets = { JWT_SECRET: 'q8fJ2mZ0vX4rT6yB1nC7kL3wS9hD5gPa', TOKEN_ENCRYPTION_KEY: key };
const production = {
  ...secrets,
  NODE_ENV: 'production',
  ETSY_API_KEY: 'keystring',
  ETSY_SHARED_SECRET: 'shared',
  ETSY_REDIRECT_URI: 'https://ifa.test/etsy/oauth/callback',
  ANTHROPIC_API_KEY: 'sk-ant-1',
  DATABASE_URL: 'postgres://db.test/ifa',
  REDIS_URL: 'rediss://redis.test',
  CORS_ORIGIN: 'https://ifa.test',
  SMTP_URL: 'smtps://mail.test',
};

function problemsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    parseEnvironment(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('parseEnvironment in development', () => {
  it('needs only the two secrets and puts stand-ins in every place', () => {
    const config = parseEnvironment({ ...secrets, STANDINS_PORT: '9123', PORT: '8123' });
    expect(config.etsy).toEqual({
      apiKey: 'standin-keystring',
      sharedSecret: 'standin-secret',
      redirectUri: 'http://127.0.0.1:8123/etsy/oauth/callback',
      apiUrl: 'http://127.0.0.1:9123/etsy/v3',
      oauthUrl: 'http://127.0.0.1:9123/etsy/oauth/connect',
      standin: true,
      webhookSecret: null,
      orderStatus: true,
    });
    expect(config.model).toEqual({
      apiKey: 'standin-key',
      baseUrl: 'http://127.0.0.1:9123/anthropic',
      name: 'claude-haiku-5-5',
      standin: true,
    });
    expect(config.telegram).toEqual({
      botToken: null,
      apiUrl: 'http://127.0.0.1:9123/telegram',
      standin: true,
    });
    expect(config.whatsapp).toEqual({
      wsUrl: 'ws://127.0.0.1:9123/whatsapp/ws/chat',
      trustRoot: expect.stringMatching(/^[0-9a-f]{64}$/),
      standin: true,
    });
    expect(config.standins).toEqual({ enabled: true, port: 9123, url: 'http://127.0.0.1:9123' });
    expect(config.corsOrigin).toBe('http://127.0.0.1:8123');
    expect(config.agent.sandbox).toBe('auto');
    expect(config.workerRoles).toEqual(['turns', 'channels']);
    expect(config.encryptionKeys.currentKeyId).toBe('k1');
    expect(config.encryptionKeys.keys['k1']?.toString('hex')).toBe(key);
  });

  it('is frozen through and through', () => {
    const config = parseEnvironment(secrets);
    expect(() => Object.assign(config, { port: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.etsy, { apiKey: 'x' })).toThrow(TypeError);
  });

  it('leaves the stand-in of a system alone once its credential is set', () => {
    const config = parseEnvironment({
      ...secrets,
      ETSY_API_KEY: 'keystring',
      ETSY_SHARED_SECRET: 'shared',
      ANTHROPIC_API_KEY: 'sk-ant-1',
      TELEGRAM_BOT_TOKEN: '123:abc',
    });
    expect(config.etsy).toMatchObject({ apiUrl: 'https://api.etsy.com/v3', standin: false });
    expect(config.model).toMatchObject({ baseUrl: 'https://api.anthropic.com', standin: false });
    expect(config.telegram).toMatchObject({ apiUrl: 'https://api.telegram.org', standin: false });
    expect(config.whatsapp).toEqual({ wsUrl: null, trustRoot: null, standin: false });
  });

  it('tells of orders at the stand-in unless told not to, and at Etsy only with its authorisation', () => {
    const told = (env: NodeJS.ProcessEnv): boolean =>
      parseEnvironment({ ...secrets, ...env }).etsy.orderStatus;
    const etsy = { ETSY_API_KEY: 'keystring', ETSY_SHARED_SECRET: 'shared' };
    expect(told({ ETSY_ORDER_STATUS: 'off' })).toBe(false);
    expect(told({})).toBe(true);
    expect(told(etsy)).toBe(false);
    expect(told({ ...etsy, ETSY_ORDER_STATUS: 'off' })).toBe(false);
    expect(told({ ...etsy, ETSY_ORDER_STATUS: 'authorised' })).toBe(true);
  });

  it('counts an empty variable as not set', () => {
    expect(parseEnvironment({ ...secrets, ETSY_API_KEY: '', PORT: ' ' })).toMatchObject({
      port: 8080,
    });
  });

  it('keeps a stand-in model away from real channels and says what to set', () => {
    for (const real of [
      { TELEGRAM_BOT_TOKEN: '123:abc' },
      { TELEGRAM_API_URL: 'https://api.telegram.org' },
      { WHATSAPP_WS_URL: 'wss://web.whatsapp.com/ws/chat' },
    ]) {
      const [line, ...rest] = problemsOf({ ...secrets, ...real });
      expect(line).toMatch(new RegExp(`^${Object.keys(real)[0]}: .*ANTHROPIC_API_KEY`));
      expect(rest).toEqual([]);
      expect(problemsOf({ ...secrets, ...real, ANTHROPIC_API_KEY: 'sk-ant-1' })).toEqual([]);
    }
    expect(
      problemsOf({
        ...secrets,
        TELEGRAM_BOT_TOKEN: '1:a',
        TELEGRAM_API_URL: 'http://127.0.0.1:9/telegram',
      }),
    ).toEqual([]);
  });

  it.each([
    '10.0.0.0/33',
    '::1/129',
    '1.2.3',
    '300.1.1.1',
    '10.0.0.1/',
    '1.1.1.1,,2.2.2.2',
    '::::',
  ])('does not take %s for proxies', (TRUSTED_PROXIES) => {
    expect(problemsOf({ ...secrets, TRUSTED_PROXIES })).toEqual([
      expect.stringMatching(/^TRUSTED_PROXIES: .*\(example: 10\.0\.0\.0\/8\)$/),
    ]);
  });

  it('takes addresses and networks for proxies', () => {
    const TRUSTED_PROXIES = '10.0.0.0/8, 192.168.1.7,fd00::/8, ::1';
    expect(parseEnvironment({ ...secrets, TRUSTED_PROXIES }).trustedProxies).toHaveLength(4);
  });

  it('never sends a stand-in key to a server beyond this machine', () => {
    expect(problemsOf({ ...secrets, ETSY_API_URL: 'https://api.etsy.com/v3' })[0]).toMatch(
      /^ETSY_API_KEY: /,
    );
    expect(problemsOf({ ...secrets, ANTHROPIC_BASE_URL: 'https://llm.test' })[0]).toMatch(
      /^ANTHROPIC_API_KEY: /,
    );
    expect(problemsOf({ ...secrets, ANTHROPIC_BASE_URL: 'http://localhost:11434' })).toEqual([]);
  });

  it('with STANDINS=off wants the credentials of the outside systems', () => {
    const names = problemsOf({ ...secrets, STANDINS: 'off' }).map((line) => line.split(':')[0]);
    expect(names).toEqual([
      'ETSY_API_KEY',
      'ETSY_SHARED_SECRET',
      'ETSY_REDIRECT_URI',
      'ANTHROPIC_API_KEY',
    ]);
  });
});

describe('parseEnvironment in production', () => {
  it('accepts a complete environment, with no stand-in and a required sandbox', () => {
    const config = parseEnvironment({ ...production, STANDINS: 'auto' });
    expect(config.standins.enabled).toBe(false);
    expect(config.agent.sandbox).toBe('required');
    const systems = [config.etsy, config.model, config.telegram, config.whatsapp];
    expect(systems.map((system) => system.standin)).toEqual([false, false, false, false]);
  });

  it.each(Object.keys(production).filter((name) => name !== 'NODE_ENV'))(
    'does not start without %s',
    (name) => {
      const lines = problemsOf({ ...production, [name]: undefined });
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(new RegExp(`^${name}: is missing.* \\(example: .+\\)$`));
    },
  );

  it.each([
    ['JWT_SECRET', 'change-me-openssl-rand-hex-32-output'],
    ['JWT_SECRET', 'your-jwt-secret-at-least-32-characters'],
    ['JWT_SECRET', 'a'.repeat(40)],
    ['TOKEN_ENCRYPTION_KEY', '0123456789abcdef'.repeat(4)],
    ['TOKEN_ENCRYPTION_KEY', '0'.repeat(64)],
  ])('refuses %s=%s, which anybody can guess', (name, value) => {
    expect(problemsOf({ ...production, [name]: value })[0]).toMatch(
      new RegExp(`^${name}: .*guessed`),
    );
  });
});

describe('the form of single variables', () => {
  it('names every bad variable in a line of its own and never shows its value', () => {
    const lines = problemsOf({
      JWT_SECRET: 'tooshort',
      TOKEN_ENCRYPTION_KEY: 'nothex',
      PORT: '0x50',
      STANDINS: 'maybe',
    });
    expect(new Set(lines.map((line) => line.split(':')[0]))).toEqual(
      new Set(['JWT_SECRET', 'PORT', 'STANDINS', 'TOKEN_ENCRYPTION_KEY']),
    );
    expect(lines.join()).not.toMatch(/tooshort|nothex|0x50|maybe/);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'mysql://x/y'],
    ['REDIS_URL', '127.0.0.1:6379'],
    ['CORS_ORIGIN', 'https://ifa.test/app'],
    ['WORKER_ROLES', 'turns,api'],
    ['LOG_LEVEL', 'loud'],
    ['AGENT_SANDBOX', 'maybe'],
    ['ETSY_ORDER_STATUS', 'on'],
    ['ETSY_ORDER_STATUS', 'true'],
    ['TELEGRAM_BOT_TOKEN', 'no-colon'],
    ['TOKEN_ENCRYPTION_KEY', `a=${key},a=${key}`],
    ['TOKEN_ENCRYPTION_KEY', `legacy=${key}`],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf({ ...secrets, [name]: value })[0]).toMatch(
      new RegExp(`^${name}: must .*example: `),
    );
  });

  it('reads several encryption keys, the first of them current', () => {
    const { encryptionKeys } = parseEnvironment({
      ...secrets,
      TOKEN_ENCRYPTION_KEY: `new=${key}, old=${'ab'.repeat(32)}`,
    });
    expect(encryptionKeys.currentKeyId).toBe('new');
    expect(Object.keys(encryptionKeys.keys)).toEqual(['new', 'old']);
  });

  it('drops the slash at the end of addresses', () => {
    const config = parseEnvironment({
      ...secrets,
      PUBLIC_URL: 'https://ifa.test/',
      CORS_ORIGIN: 'https://ifa.test/',
    });
    expect(config.publicUrl).toBe('https://ifa.test');
    expect(config.corsOrigin).toBe('https://ifa.test');
    expect(config.etsy.redirectUri).toBe('https://ifa.test/etsy/oauth/callback');
  });
});
