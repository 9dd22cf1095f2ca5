/** The configuration as the rest of the system sees it: typed, complete, frozen. Inject it; nothing else reads the environment. */

/** Where the app runs. */
export type NodeEnv = 'development' | 'test' | 'production';

/** The part of the work a worker process takes. */
export type WorkerRole = 'turns' | 'channels';

/** How loud the log is. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Our app at Etsy. */
export interface EtsyConfig {
  readonly apiKey: string;
  readonly sharedSecret: string;
  readonly redirectUri: string;
  /** Without a slash at the end, e.g. `https://api.etsy.com/v3`. */
  readonly apiUrl: string;
  readonly oauthUrl: string;
  readonly standin: boolean;
  readonly webhookSecret: string | null;
  /** Whether buyers may be told of their orders: only with Etsy's written authorisation, or at the stand-in. */
  readonly orderStatus: boolean;
}

/** The model that answers. */
export interface ModelConfig {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly name: string;
  readonly standin: boolean;
}

/** How agent turns run. */
export interface AgentConfig {
  readonly sandbox: 'auto' | 'required' | 'off';
  /** Absolute; null means the one in the system's folders. */
  readonly bwrapPath: string | null;
  /** Absolute. */
  readonly workspacesDir: string;
  readonly maxTurnMs: number;
  readonly concurrency: number;
  /** How long lines of the activity log are kept. */
  readonly eventRetentionDays: number;
  readonly openclawGatewayUrl: string | null;
}

/** Telegram; botToken is the platform's own bot. */
export interface TelegramConfig {
  readonly botToken: string | null;
  readonly apiUrl: string;
  readonly standin: boolean;
}

/** WhatsApp; null means what the library uses by itself. trustRoot is the public root key of another server, hex. */
export interface WhatsappConfig {
  readonly wsUrl: string | null;
  readonly trustRoot: string | null;
  readonly standin: boolean;
}

/** What AppConfig holds. */
export type AppConfigValues = { readonly [K in keyof AppConfig]: AppConfig[K] };

/** The only reader of the environment. */
export class AppConfig {
  readonly nodeEnv: NodeEnv;
  readonly port: number;
  /** Absolute. */
  readonly dataDir: string;
  /** Without a slash at the end. */
  readonly publicUrl: string | null;
  /** The dashboard's origin, without a slash at the end. */
  readonly corsOrigin: string;
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly logDir: string | null;
  readonly logLevel: LogLevel;
  readonly metricsPort: number | null;
  readonly metricsHost: string;
  /** The collector of traces, without a slash at the end. */
  readonly tracesUrl: string | null;
  /** By name; the first signs, all of them verify. */
  readonly jwtSecrets: readonly { readonly keyId: string; readonly secret: string }[];
  readonly encryptionKeys: {
    readonly currentKeyId: string;
    readonly keys: Readonly<Record<string, Buffer>>;
  };
  readonly etsy: EtsyConfig;
  readonly model: ModelConfig;
  readonly agent: AgentConfig;
  readonly telegram: TelegramConfig;
  readonly whatsapp: WhatsappConfig;
  readonly standins: { readonly enabled: boolean; readonly port: number; readonly url: string };
  readonly smtpUrl: string | null;
  /** The sender of mails; null means one at our own host. */
  readonly mailFrom: string | null;
  readonly transcriberUrl: string | null;
  readonly workerRoles: readonly WorkerRole[];
  readonly rateLimits: {
    readonly sellerPerMinute: number;
    /** Reads by cookie only. */
    readonly dashboardPerMinute: number;
    readonly authPerMinute: number;
  };
  /** Whether the queue pages of administrators may change jobs. */
  readonly adminQueuesWritable: boolean;

  constructor(values: AppConfigValues) {
    Object.assign(this, values);
    freezeDeep(this);
  }
}

function freezeDeep(value: object): void {
  Object.freeze(value);
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null && !Buffer.isBuffer(part)) freezeDeep(part);
  }
}
