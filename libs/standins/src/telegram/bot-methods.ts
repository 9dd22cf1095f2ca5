/** The methods of the Bot API that a shop's bot uses, with the checks and words of the real one. */
import { badRequest, BotApiError, conflict } from './bot-api-error.js';
import type { Bots } from './bots.js';
import type { CallParameters } from './call-parameters.js';
import type { FileStore } from './file-store.js';
import { parseHtml } from './parse-html.js';
import type { SendLimits } from './send-limits.js';
import {
  apiMessage,
  type Bot,
  botUserOf,
  type Chat,
  type ChatMessage,
  type TextEntity,
} from './telegram-state.js';

const MAX_TEXT_UNITS = 4_096;

/** What the methods work on. */
export interface MethodContext {
  bots: Bots;
  files: FileStore;
  limits: SendLimits;
}

/** One call: whose, with what, and when the caller hangs up. */
export interface MethodCall {
  bot: Bot;
  params: CallParameters;
  hungUp: AbortSignal;
}

type Method = (context: MethodContext, call: MethodCall) => unknown;

/** Runs a method (its name is taken without regard to case) and returns `result`; throws BotApiError. */
export async function runMethod(
  context: MethodContext,
  name: string,
  call: MethodCall,
): Promise<unknown> {
  const method = METHODS.get(name.toLowerCase());
  if (!method) throw new BotApiError(404, 'Not Found: method not found');
  return method(context, call);
}

const accepted: Method = () => true;

const METHODS = new Map<string, Method>(
  Object.entries<Method>({
    getme: (_, { bot }) => ({
      ...botUserOf(bot),
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
    }),
    setwebhook: setWebhook,
    deletewebhook: (context, call) => {
      removeWebhook(context, call);
      return true;
    },
    getwebhookinfo: (_, { bot }) => webhookInfo(bot),
    getupdates: getUpdates,
    sendmessage: sendMessage,
    editmessagetext: editMessageText,
    deletemessage: deleteMessage,
    sendchataction: sendChatAction,
    getfile: ({ files }, { params }) => {
      const file = files.find(params.text('file_id'));
      if (!file) throw badRequest('invalid file_id');
      return {
        file_id: file.fileId,
        file_unique_id: file.fileId.slice(-24),
        file_size: file.fileBytes,
        file_path: file.path,
      };
    },
    answercallbackquery: accepted,
    setmycommands: accepted,
    deletemycommands: accepted,
    setmydescription: accepted,
    setmyshortdescription: accepted,
    close: accepted,
  }),
);

function setWebhook(context: MethodContext, call: MethodCall): true {
  const { bot, params } = call;
  const url = params.text('url');
  if (url === '') return removeWebhook(context, call);
  const secretToken = params.text('secret_token') || null;
  if (!isAllowedWebhook(url)) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  if (secretToken !== null && !/^[\w-]{1,256}$/.test(secretToken)) {
    throw badRequest('secret token contains unallowed characters');
  }
  const maxConnections = params.integer('max_connections') ?? 40;
  bot.webhook = { url, secretToken, maxConnections: Math.min(Math.max(maxConnections, 1), 100) };
  takeAllowedUpdates(call);
  dropPending(call);
  context.bots.polls.end(bot, conflict('terminated by setWebhook request'));
  context.bots.courier.stop(bot);
  context.bots.courier.kick(bot);
  context.bots.save();
  context.bots.tell({ type: 'bots' });
  return true;
}

/** Real webhooks are HTTPS; a program on this machine may have a plain one, as with a local Bot API server. */
function isAllowedWebhook(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') return true;
  return protocol === 'http:' && /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);
}

function removeWebhook(context: MethodContext, call: MethodCall): true {
  call.bot.webhook = null;
  dropPending(call);
  context.bots.courier.stop(call.bot);
  context.bots.save();
  context.bots.tell({ type: 'bots' });
  return true;
}

/** Left out means as before; an empty list means all kinds. */
function takeAllowedUpdates({ bot, params }: MethodCall): void {
  const kinds = params.list('allowed_updates');
  if (kinds) bot.allowedUpdates = kinds.length === 0 ? null : kinds;
}

function dropPending({ bot, params }: MethodCall): void {
  if (params.flag('drop_pending_updates')) bot.pending = [];
}

function webhookInfo(bot: Bot): Record<string, unknown> {
  return {
    url: bot.webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: bot.pending.length,
    ...(bot.webhook ? { max_connections: bot.webhook.maxConnections } : {}),
    ...(bot.allowedUpdates ? { allowed_updates: bot.allowedUpdates } : {}),
    ...(bot.webhook && bot.lastError
      ? {
          last_error_date: Math.floor(bot.lastError.atMs / 1000),
          last_error_message: bot.lastError.message,
        }
      : {}),
  };
}

async function getUpdates({ bots }: MethodContext, call: MethodCall): Promise<unknown> {
  const { bot, params } = call;
  takeAllowedUpdates(call);
  const limit = params.integer('limit') ?? 100;
  return bots.polls.poll(bot, {
    offset: params.integer('offset'),
    limit: Math.min(Math.max(limit, 1), 100),
    timeoutSeconds: Math.max(params.integer('timeout') ?? 0, 0),
    signal: call.hungUp,
  });
}

function sendMessage({ bots, limits }: MethodContext, call: MethodCall): unknown {
  const { bot } = call;
  const chat = openChat(call);
  const content = textOf(call.params);
  limits.count(bot.id, chat.person.id);
  return apiMessage(bot, chat, bots.addMessage(bot, chat, { from: 'bot', ...content }));
}

function editMessageText({ bots }: MethodContext, call: MethodCall): unknown {
  const { bot, params } = call;
  const chat = openChat(call);
  const message = ownMessage(chat, params, 'message to edit not found');
  const content = textOf(params);
  if (content.text === message.text) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  Object.assign(message, content, { editedAtMs: Date.now() });
  bots.save();
  bots.tell({ type: 'edited', botId: bot.id, chatId: chat.person.id, message });
  return apiMessage(bot, chat, message);
}

function deleteMessage({ bots }: MethodContext, call: MethodCall): true {
  const { bot, params } = call;
  const chat = openChat(call);
  const message = ownMessage(chat, params, 'message to delete not found');
  chat.messages = chat.messages.filter((other) => other !== message);
  bots.save();
  const { messageId } = message;
  bots.tell({ type: 'deleted', botId: bot.id, chatId: chat.person.id, messageId });
  return true;
}

function sendChatAction({ bots }: MethodContext, call: MethodCall): true {
  const chat = openChat(call);
  const action = call.params.text('action');
  if (!/^(typing|upload_|record_|choose_|find_)/.test(action)) {
    throw badRequest('wrong parameter action in request');
  }
  bots.tell({ type: 'typing', botId: call.bot.id, chatId: chat.person.id, action });
  return true;
}

/** The chat of `chat_id`, if the bot may write there. */
function openChat({ bot, params }: MethodCall): Chat {
  if (params.text('chat_id') === '') throw badRequest('chat_id is empty');
  const chat = bot.chats[params.text('chat_id')];
  if (!chat) throw badRequest('chat not found');
  if (chat.blocked) throw new BotApiError(403, 'Forbidden: bot was blocked by the user');
  return chat;
}

function ownMessage(chat: Chat, params: CallParameters, otherwise: string): ChatMessage {
  const messageId = params.integer('message_id');
  const message = chat.messages.find((each) => each.messageId === messageId);
  if (message?.from !== 'bot') throw badRequest(otherwise);
  return message;
}

function textOf(params: CallParameters): { text: string; entities: TextEntity[] } {
  const mode = params.text('parse_mode');
  const raw = params.text('text');
  if (raw.trim() === '') throw badRequest('message text is empty');
  if (mode !== '' && mode.toLowerCase() !== 'html') throw badRequest('unsupported parse_mode');
  const content = mode === '' ? { text: raw, entities: [] } : parseHtml(raw);
  if (content.text.trim() === '') throw badRequest('message text is empty');
  if (content.text.length > MAX_TEXT_UNITS) throw badRequest('message is too long');
  return content;
}
