/**
 * Every environment variable of the system with its sentence: here those of outside systems, in the parent those of the
 * app itself. All values are text; parse-environment.ts gives them types and applies the rules that span several
 * variables. After a change run `env-example.ts` to renew `.env.example`.
 */
import { Check, EnvVariable, IntegerOf, OneOf, UrlOf } from './env-variable.decorator.js';
import { HouseEnvDto } from './house-env.dto.js';

const ETSY = 'Etsy';
const AGENT = 'The agent and its model';
const CHANNELS = 'Channels';

/** The environment as text, each variable checked by itself. */
export class EnvDto extends HouseEnvDto {
  @EnvVariable({
    group: ETSY,
    sentence: 'The keystring of your Etsy app.',
    example: 'abcdefghijklmnopqrstuvwx',
    fallback: 'the stand-in outside production',
  })
  ETSY_API_KEY?: string;

  @EnvVariable({
    group: ETSY,
    sentence: 'The shared secret of your Etsy app.',
    example: 'abcdefghij',
    fallback: 'the stand-in outside production',
  })
  ETSY_SHARED_SECRET?: string;

  @EnvVariable({
    group: ETSY,
    sentence: 'Where Etsy sends the seller after the consent; must be registered in the Etsy app.',
    example: 'https://ifa.example.com/etsy/oauth/callback',
    fallback: '<PUBLIC_URL or http://127.0.0.1:PORT>/etsy/oauth/callback outside production',
  })
  @UrlOf('https:', 'http:')
  ETSY_REDIRECT_URI?: string;

  @EnvVariable({
    group: ETSY,
    sentence: 'The Open API server.',
    example: 'https://api.etsy.com/v3',
    fallback: 'https://api.etsy.com/v3, or the stand-in',
  })
  @UrlOf('https:', 'http:')
  ETSY_API_URL?: string;

  @EnvVariable({
    group: ETSY,
    sentence: 'The consent page.',
    example: 'https://www.etsy.com/oauth/connect',
    fallback: 'https://www.etsy.com/oauth/connect, or the stand-in',
  })
  @UrlOf('https:', 'http:')
  ETSY_OAUTH_URL?: string;

  @EnvVariable({
    group: ETSY,
    sentence: 'Verifies the order webhooks of Etsy, when you have registered them.',
    example: 'whsec_bWFkZS11cC1zZWNyZXQ=',
    fallback: 'none',
  })
  ETSY_WEBHOOK_SECRET?: string;

  @EnvVariable({
    group: ETSY,
    sentence:
      'Whether the agent may tell a buyer where their order is: authorised says that you hold the written authorisation that Etsy asks for.',
    example: 'off',
    fallback: 'off, at the stand-in authorised',
  })
  @OneOf('off', 'authorised')
  ETSY_ORDER_STATUS?: string;

  @EnvVariable({
    group: AGENT,
    sentence: 'An API key of Anthropic (subscription tokens do not work).',
    example: 'sk-ant-api03-your-key',
    fallback: 'the stand-in outside production',
  })
  ANTHROPIC_API_KEY?: string;

  @EnvVariable({
    group: AGENT,
    sentence: 'Anthropic, or any server that speaks its Messages API.',
    example: 'https://api.anthropic.com',
    fallback: 'https://api.anthropic.com, or the stand-in',
  })
  @UrlOf('https:', 'http:')
  ANTHROPIC_BASE_URL?: string;

  @EnvVariable({
    group: AGENT,
    sentence: 'The model that answers.',
    example: 'claude-haiku-5-5',
    fallback: 'claude-haiku-5-5',
  })
  @Check('must be the name of a model', (text) => /^[\w.:/@-]+$/.test(text))
  AGENT_MODEL?: string;

  @EnvVariable({
    group: AGENT,
    sentence: 'Whether the agent process must be jailed: auto takes what the machine offers.',
    example: 'required',
    fallback: 'auto, in production required',
  })
  @OneOf('auto', 'required', 'off')
  AGENT_SANDBOX?: string;

  @EnvVariable({
    group: AGENT,
    sentence: 'The bubblewrap program of the jail, when it is not in one of the usual folders.',
    example: '/opt/bubblewrap/bin/bwrap',
    fallback: 'found by itself',
  })
  @Check('must be an absolute path', (text) => text.startsWith('/'))
  BWRAP_PATH?: string;

  @EnvVariable({
    group: AGENT,
    sentence: 'The longest a turn may take, in milliseconds.',
    example: '120000',
    fallback: '120000',
  })
  @IntegerOf(1000, 1_800_000)
  AGENT_MAX_TURN_MS?: string;

  @EnvVariable({
    group: AGENT,
    sentence: 'How many turns one worker runs at a time.',
    example: '8',
    fallback: '8',
  })
  @IntegerOf(1, 256)
  AGENT_CONCURRENCY?: string;

  @EnvVariable({
    group: AGENT,
    sentence: 'How many days the lines of the activity log are kept.',
    example: '90',
    fallback: '90',
  })
  @IntegerOf(1, 3_650)
  EVENT_RETENTION_DAYS?: string;

  @EnvVariable({
    group: AGENT,
    sentence:
      'Reserved for running the agents on an OpenClaw gateway; not used yet, the own runtime runs them.',
    example: 'ws://127.0.0.1:18789',
    fallback: 'none',
  })
  @UrlOf('https:', 'http:', 'wss:', 'ws:')
  OPENCLAW_GATEWAY_URL?: string;

  @EnvVariable({
    group: AGENT,
    sentence: "The folder of the agents' workspaces.",
    example: '/var/lib/ifa/workspaces',
    fallback: '<IFA_DATA_DIR>/workspaces',
  })
  @Check('must not be empty', (text) => text.trim() !== '')
  OPENCLAW_WORKSPACES_DIR?: string;

  @EnvVariable({
    group: CHANNELS,
    sentence: "The platform's own Telegram bot, for notices to sellers.",
    example: '123456789:your-bot-token-from-botfather',
    fallback: 'none: sellers can still link their own bots',
  })
  @Check('must look like 123456789:token', (text) => /^\d+:[\w-]+$/.test(text))
  TELEGRAM_BOT_TOKEN?: string;

  @EnvVariable({
    group: CHANNELS,
    sentence: 'The Bot API server.',
    example: 'https://api.telegram.org',
    fallback: 'https://api.telegram.org, or the stand-in',
  })
  @UrlOf('https:', 'http:')
  TELEGRAM_API_URL?: string;

  @EnvVariable({
    group: CHANNELS,
    sentence: 'The WhatsApp Web socket.',
    example: 'ws://127.0.0.1:8090/whatsapp/ws/chat',
    fallback: 'the real one, or the stand-in',
  })
  @UrlOf('wss:', 'ws:')
  WHATSAPP_WS_URL?: string;

  @EnvVariable({
    group: CHANNELS,
    sentence: 'The public root key (hex) of a WhatsApp server that is not the real one.',
    example: 'a1'.repeat(32),
    fallback: 'the real one, or the stand-in',
  })
  @Check('must be 64 hex characters', (text) => /^[0-9a-f]{64}$/i.test(text))
  WHATSAPP_TRUST_ROOT?: string;

  @EnvVariable({
    group: CHANNELS,
    sentence: 'Base address of an OpenAI-compatible transcription service for voice notes.',
    example: 'http://127.0.0.1:9000',
    fallback: 'none: the agent asks for text',
  })
  @UrlOf('https:', 'http:')
  TRANSCRIBER_URL?: string;

  @EnvVariable({
    group: CHANNELS,
    sentence: 'The mail server for resets and verification.',
    example: 'smtps://user:password@mail.example.com',
    fallback: "outside production mails end in the stand-ins' mailbox, and their links in the log",
  })
  @UrlOf('smtp:', 'smtps:')
  SMTP_URL?: string;

  @EnvVariable({
    group: CHANNELS,
    sentence: 'The sender of the mails.',
    example: 'IFA <no-reply@example.com>',
    fallback: 'no-reply at the host of PUBLIC_URL',
  })
  @Check('must be an address, or a name with an address in angle brackets', (text) =>
    /^([^<>\r\n]* )?<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/.test(text),
  )
  MAIL_FROM?: string;
}
