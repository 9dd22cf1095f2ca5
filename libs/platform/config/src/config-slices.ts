/** The slices of AppConfig that depend on whether an outside system is real or a stand-in. All input was checked before. */
import { resolve } from 'node:path';
import type {
  AgentConfig,
  EtsyConfig,
  ModelConfig,
  TelegramConfig,
  WhatsappConfig,
} from './app-config.js';
import type { EnvDto } from './env.dto.js';
import { standinsAllowed } from './required-variables.js';

/** An address without the slash at its end, so that paths can be put behind it. */
export function bare(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Where this app is reached: PUBLIC_URL, else loopback. */
function ownUrl(env: EnvDto): string {
  return bare(env.PUBLIC_URL ?? `http://127.0.0.1:${env.PORT ?? '8080'}`);
}

/** The stand-ins' address. */
export function standinsSlice(env: EnvDto): { enabled: boolean; port: number; url: string } {
  const port = Number(env.STANDINS_PORT ?? '8090');
  return { enabled: standinsAllowed(env), port, url: `http://127.0.0.1:${port}` };
}

/** Etsy: a stand-in unless ETSY_API_KEY is set. */
export function etsySlice(env: EnvDto): EtsyConfig {
  const standin = standinsAllowed(env) && env.ETSY_API_KEY === undefined;
  const { url } = standinsSlice(env);
  return {
    apiKey: env.ETSY_API_KEY ?? 'standin-keystring',
    sharedSecret: env.ETSY_SHARED_SECRET ?? 'standin-secret',
    redirectUri: env.ETSY_REDIRECT_URI ?? `${ownUrl(env)}/etsy/oauth/callback`,
    apiUrl: bare(env.ETSY_API_URL ?? (standin ? `${url}/etsy/v3` : 'https://api.etsy.com/v3')),
    oauthUrl: bare(
      env.ETSY_OAUTH_URL ??
        (standin ? `${url}/etsy/oauth/connect` : 'https://www.etsy.com/oauth/connect'),
    ),
    standin,
    webhookSecret: env.ETSY_WEBHOOK_SECRET ?? null,
    orderStatus: mayTellOfOrders(env, standin),
  };
}

/** Etsy's terms hold for Etsy's orders; the stand-in's are nobody's. */
function mayTellOfOrders(env: EnvDto, standin: boolean): boolean {
  const said = env.ETSY_ORDER_STATUS ?? (standin ? 'authorised' : 'off');
  return said === 'authorised';
}

function modelIsStandin(env: EnvDto): boolean {
  return standinsAllowed(env) && env.ANTHROPIC_API_KEY === undefined;
}

/** The model: a stand-in unless ANTHROPIC_API_KEY is set. */
export function modelSlice(env: EnvDto): ModelConfig {
  const standin = modelIsStandin(env);
  const fallback = standin ? `${standinsSlice(env).url}/anthropic` : 'https://api.anthropic.com';
  return {
    apiKey: env.ANTHROPIC_API_KEY ?? 'standin-key',
    baseUrl: bare(env.ANTHROPIC_BASE_URL ?? fallback),
    name: env.AGENT_MODEL ?? 'claude-haiku-5-5',
    standin,
  };
}

function sandboxOf(env: EnvDto): AgentConfig['sandbox'] {
  const sandbox = env.AGENT_SANDBOX ?? (env.NODE_ENV === 'production' ? 'required' : 'auto');
  return sandbox === 'required' || sandbox === 'off' ? sandbox : 'auto';
}

/** How turns run. */
export function agentSlice(env: EnvDto, dataDir: string): AgentConfig {
  return {
    sandbox: sandboxOf(env),
    bwrapPath: env.BWRAP_PATH ?? null,
    workspacesDir: resolve(env.OPENCLAW_WORKSPACES_DIR ?? `${dataDir}/workspaces`),
    maxTurnMs: Number(env.AGENT_MAX_TURN_MS ?? '120000'),
    concurrency: Number(env.AGENT_CONCURRENCY ?? '8'),
    eventRetentionDays: Number(env.EVENT_RETENTION_DAYS ?? '90'),
    openclawGatewayUrl: env.OPENCLAW_GATEWAY_URL ?? null,
  };
}

/** Telegram: a stand-in unless a token or a server is given. */
export function telegramSlice(env: EnvDto): TelegramConfig {
  const given = env.TELEGRAM_BOT_TOKEN !== undefined || env.TELEGRAM_API_URL !== undefined;
  const standin = standinsAllowed(env) && !given;
  const fallback = standin ? `${standinsSlice(env).url}/telegram` : 'https://api.telegram.org';
  return {
    botToken: env.TELEGRAM_BOT_TOKEN ?? null,
    apiUrl: bare(env.TELEGRAM_API_URL ?? fallback),
    standin,
  };
}

/**
 * The public root key of WhatsApp's stand-in, so that every process trusts it without being told. Harmless: it goes
 * with a loopback address only, and a spec of the stand-in compares the two.
 */
const STANDIN_TRUST_ROOT = '8e8a32ea24b5033dab35e37ba15817e6b7cd1c9dc82f34852760065203e34d25';

/** WhatsApp: a stand-in only beside a stand-in model, unless a server is given. */
export function whatsappSlice(env: EnvDto): WhatsappConfig {
  const standin = modelIsStandin(env) && env.WHATSAPP_WS_URL === undefined;
  const port = standinsSlice(env).port;
  const wsUrl = standin ? `ws://127.0.0.1:${port}/whatsapp/ws/chat` : null;
  return {
    wsUrl: env.WHATSAPP_WS_URL ?? wsUrl,
    trustRoot: env.WHATSAPP_TRUST_ROOT ?? (standin ? STANDIN_TRUST_ROOT : null),
    standin,
  };
}
