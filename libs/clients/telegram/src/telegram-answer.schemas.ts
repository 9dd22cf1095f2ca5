/** The parts of the Bot API's answers that are used; everything else in them is ignored. */
import { z } from 'zod';

/** Answer of getMe. */
export const botSchema = z
  .object({ id: z.int(), username: z.string().catch(''), first_name: z.string().catch('') })
  .transform((bot) => ({ id: String(bot.id), username: bot.username, name: bot.first_name }));

/** Answer of sendMessage. */
export const sentSchema = z
  .object({ message_id: z.int(), date: z.int() })
  .transform((sent) => ({ messageId: sent.message_id, date: new Date(sent.date * 1000) }));

/** Answer of getWebhookInfo. */
export const webhookInfoSchema = z
  .object({
    url: z.string(),
    pending_update_count: z.int(),
    last_error_date: z.int().optional(),
    last_error_message: z.string().optional(),
  })
  .transform((info) => ({
    /** Empty when no webhook is set. */
    url: info.url,
    pendingUpdates: info.pending_update_count,
    lastErrorAt: info.last_error_date === undefined ? null : new Date(info.last_error_date * 1000),
    lastErrorMessage: info.last_error_message ?? null,
  }));

/** Answer of getFile. */
export const fileSchema = z
  .object({ file_path: z.string().min(1), file_size: z.int().optional() })
  .transform((file) => ({ path: file.file_path, fileBytes: file.file_size ?? null }));

/** The bot behind a token. */
export type TelegramBot = z.infer<typeof botSchema>;
/** A message that Telegram has taken. */
export type TelegramSent = z.infer<typeof sentSchema>;
/** How Telegram sees our webhook. */
export type TelegramWebhookInfo = z.infer<typeof webhookInfoSchema>;
/** Where a file can be fetched, for about an hour. */
export type TelegramFile = z.infer<typeof fileSchema>;
