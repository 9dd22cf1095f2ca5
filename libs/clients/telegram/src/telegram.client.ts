/**
 * The Bot API for many bots at once: each call takes the bot's token, nothing about a bot is kept here.
 * telegraf's `Telegram` does the HTTP; its middleware, its polling and its webhook reply are not used.
 * Every failure is a TelegramFailure, sorted by what may be done next. Answers are parsed, not believed.
 */
import { Agent } from 'node:https';
import { Telegram } from 'telegraf';
import type { Opts, Telegram as Methods } from 'telegraf/types';
import type { z } from 'zod';
import { downloadFile } from './file-download.js';
import { formatHtml } from './format-html.js';
import {
  botSchema,
  fileSchema,
  sentSchema,
  type TelegramBot,
  type TelegramFile,
  type TelegramSent,
  type TelegramWebhookInfo,
  webhookInfoSchema,
} from './telegram-answer.schemas.js';
import { TelegramFailure, toTelegramFailure } from './telegram.errors.js';
import type { TelegramUpdate } from './telegram-update.js';
import { parseTelegramUpdate } from './telegram-update.schemas.js';

const CALL_TIMEOUT_MS = 15_000;
const DOWNLOAD_TIMEOUT_MS = 60_000;
/** What a poll may take longer than Telegram was told to hold it. */
const POLL_GRACE_MS = 10_000;
/** An idle connection is closed before Telegram does it: a request on a dying one has an unknown outcome. */
const IDLE_SOCKET_MS = 4_000;

/** The kinds of updates this system reads; pass it to setWebhook. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'my_chat_member'] as const;

/** The update kinds Telegram may be asked for. */
export type AllowedUpdate = (typeof ALLOWED_UPDATES)[number];

/** Where the Bot API is. */
export interface TelegramClientOptions {
  /** `https://api.telegram.org`, or a server that speaks its protocol; may have a path. */
  readonly apiUrl: string;
  /** For any call but getUpdates and downloads; default 15 s. */
  readonly callTimeoutMs?: number;
}

/** Calls of the Bot API. All methods reject with TelegramFailure only. */
export class TelegramClient {
  private readonly apiRoot: string;
  private readonly callTimeoutMs: number;
  private readonly agent = new Agent({ keepAlive: true, timeout: IDLE_SOCKET_MS });

  constructor(options: TelegramClientOptions) {
    // telegraf resolves `./bot<token>/…` against it: without the slash a path in apiUrl would be lost.
    this.apiRoot = `${options.apiUrl.replace(/\/+$/, '')}/`;
    this.callTimeoutMs = options.callTimeoutMs ?? CALL_TIMEOUT_MS;
  }

  /** The bot behind the token; `unauthorized` when there is none. */
  async getMe(token: string): Promise<TelegramBot> {
    return this.read(token, 'getMe', {}, botSchema);
  }

  /** Has updates posted to `url`, with `secret` (1-256 of A-Z a-z 0-9 _ -) in X-Telegram-Bot-Api-Secret-Token. */
  async setWebhook(
    token: string,
    url: string,
    secret: string,
    allowedUpdates: readonly AllowedUpdate[] = ALLOWED_UPDATES,
    maxConnections = 40,
  ): Promise<void> {
    await this.call(token, 'setWebhook', {
      url,
      secret_token: secret,
      allowed_updates: [...allowedUpdates],
      max_connections: maxConnections,
    });
  }

  /** Ends webhook delivery, so that getUpdates may be used. What waits at Telegram stays there. */
  async deleteWebhook(token: string): Promise<void> {
    await this.call(token, 'deleteWebhook', {});
  }

  async getWebhookInfo(token: string): Promise<TelegramWebhookInfo> {
    return this.read(token, 'getWebhookInfo', {}, webhookInfoSchema);
  }

  /**
   * Long poll: waits up to `timeoutSeconds` for updates with an id of at least `offset`; asking for an offset confirms
   * (deletes at Telegram) everything before it. Empty when the time is up or `signal` was aborted.
   * `conflict` when another program polls this bot or a webhook is set.
   */
  async getUpdates(
    token: string,
    offset: number | null,
    timeoutSeconds: number,
    signal?: AbortSignal,
  ): Promise<TelegramUpdate[]> {
    const timeout = AbortSignal.timeout(timeoutSeconds * 1000 + POLL_GRACE_MS);
    const payload = {
      timeout: timeoutSeconds,
      limit: 100,
      ...(offset === null ? {} : { offset }),
      allowed_updates: ALLOWED_UPDATES,
    };
    try {
      const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
      const raw: readonly unknown[] = await this.call(token, 'getUpdates', payload, either);
      return raw.map(parseTelegramUpdate).filter((update) => update !== null);
    } catch (error) {
      if (signal?.aborted === true) return [];
      throw error;
    }
  }

  /**
   * Sends one message of at most 4096 UTF-16 units (see splitText). With `html` the Markdown-like marks of `text` are
   * shown as formatting; should Telegram not understand the result, the text goes out as it is.
   * Not repeatable: after `unknown_outcome` the buyer may have it.
   */
  async sendMessage(
    token: string,
    chatId: string,
    text: string,
    options: { html?: boolean } = {},
  ): Promise<TelegramSent> {
    const plain = { chat_id: chatId, text };
    if (options.html !== true) return this.read(token, 'sendMessage', plain, sentSchema);
    try {
      const html = { chat_id: chatId, text: formatHtml(text), parse_mode: 'HTML' as const };
      return await this.read(token, 'sendMessage', html, sentSchema);
    } catch (error) {
      if (!isParseRefusal(error)) throw error;
      return this.read(token, 'sendMessage', plain, sentSchema);
    }
  }

  /** Shows "typing …" in the chat for 5 s or until the next message. */
  async sendChatAction(
    token: string,
    chatId: string,
    action: 'typing' | 'upload_photo' = 'typing',
  ): Promise<void> {
    await this.call(token, 'sendChatAction', { chat_id: chatId, action });
  }

  /** Where the file can be fetched with downloadFile. Telegram serves files of up to 20 MB. */
  async getFile(token: string, fileId: string): Promise<TelegramFile> {
    return this.read(token, 'getFile', { file_id: fileId }, fileSchema);
  }

  /** The bytes of a file that getFile named; `invalid` when it is larger than `maxBytes`. */
  async downloadFile(
    token: string,
    filePath: string,
    maxBytes: number,
    signal?: AbortSignal,
  ): Promise<Buffer> {
    const timeout = AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS);
    const url = new URL(`./file/bot${token}/${filePath}`, this.apiRoot);
    const both = signal ? AbortSignal.any([signal, timeout]) : timeout;
    return downloadFile({ url, token, maxBytes, signal: both });
  }

  private async read<M extends keyof Methods, T>(
    token: string,
    method: M,
    payload: Opts<M>,
    schema: z.ZodType<T>,
  ): Promise<T> {
    const parsed = schema.safeParse(await this.call(token, method, payload));
    if (parsed.success) return parsed.data;
    throw new TelegramFailure('unknown_outcome', method, 'the answer has an unexpected shape');
  }

  private async call<M extends keyof Methods>(
    token: string,
    method: M,
    payload: Opts<M>,
    signal: AbortSignal = AbortSignal.timeout(this.callTimeoutMs),
  ): Promise<ReturnType<Methods[M]>> {
    const { apiRoot, agent } = this;
    const telegram = new Telegram(token, { apiRoot, agent, webhookReply: false });
    try {
      return await telegram.callApi(method, payload, callOptions(signal));
    } catch (error) {
      throw toTelegramFailure(error, method, token);
    }
  }
}

/** telegraf's types name an old polyfill's signal; at run time it takes Node's own. */
function callOptions(signal: AbortSignal): Parameters<Telegram['callApi']>[2] {
  return { signal } as unknown as Parameters<Telegram['callApi']>[2];
}

function isParseRefusal(error: unknown): boolean {
  return (
    error instanceof TelegramFailure &&
    error.reason === 'invalid' &&
    /can't parse entities/i.test(error.description)
  );
}
