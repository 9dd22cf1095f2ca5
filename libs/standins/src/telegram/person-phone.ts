/** What a person does with the app: write, edit, send pictures and voice notes, block the bot. */
import type { Bots } from './bots.js';
import type { FileStore } from './file-store.js';
import {
  apiMessage,
  type Bot,
  type Chat,
  type ChatMessage,
  type Person,
  type Update,
  userOf,
} from './telegram-state.js';

/** What came of something a person sent: the message in the chat and the update for the bot. */
export interface SentByPerson {
  message: ChatMessage;
  update: Update;
}

/** A file a person sends. */
export interface SentFile {
  bytes: Buffer;
  mimeType: string;
  caption?: string | undefined;
}

/** One person's side of the chat with one bot. */
export class PersonPhone {
  constructor(
    private readonly bots: Bots,
    private readonly files: FileStore,
    private readonly bot: Bot,
    private readonly person: Person,
  ) {}

  /** Writes a text; a text that starts with `/` is a command. */
  send(text: string): SentByPerson {
    return this.deliver({ from: 'person', text });
  }

  /** Sends any other content by Telegram's fields, e.g. `{ sticker: { … } }`. */
  sendContent(content: Record<string, unknown>, caption = ''): SentByPerson {
    return this.deliver({ from: 'person', text: caption, content });
  }

  async sendPhoto(file: SentFile): Promise<SentByPerson> {
    const stored = await this.files.put('photos', extensionOf(file.mimeType), file.bytes);
    const size = { file_id: stored.fileId, file_unique_id: stored.fileId.slice(-16) };
    const photo = [
      { ...size, width: 90, height: 90, file_size: stored.fileBytes },
      { ...size, width: 1280, height: 960, file_size: stored.fileBytes },
    ];
    return this.sendContent({ photo }, file.caption);
  }

  async sendVoice(file: SentFile, durationSeconds: number): Promise<SentByPerson> {
    const stored = await this.files.put('voice', 'oga', file.bytes);
    return this.sendContent({
      voice: {
        file_id: stored.fileId,
        file_unique_id: stored.fileId.slice(-16),
        duration: durationSeconds,
        mime_type: file.mimeType,
        file_size: stored.fileBytes,
      },
    });
  }

  /** Changes an earlier message of this person; null when there is none of this id. */
  edit(messageId: number, text: string): SentByPerson | null {
    const chat = this.chat();
    const message = chat.messages.find((each) => each.messageId === messageId);
    if (message?.from !== 'person') return null;
    message.text = text;
    message.editedAtMs = Date.now();
    this.bots.tell({ type: 'edited', botId: this.bot.id, chatId: this.person.id, message });
    return { message, update: this.queue('edited_message', apiMessage(this.bot, chat, message)) };
  }

  /** Blocks the bot: what it sends from now on is refused with 403. */
  block(): Update {
    return this.setBlocked(true);
  }

  unblock(): Update {
    return this.setBlocked(false);
  }

  /** The chat so far, oldest first; those after a message id. */
  messages(afterMessageId = 0): ChatMessage[] {
    return (this.bot.chats[this.person.id]?.messages ?? []).filter(
      (message) => message.messageId > afterMessageId,
    );
  }

  private deliver(message: Omit<ChatMessage, 'messageId' | 'atMs'>): SentByPerson {
    const chat = this.chat();
    if (chat.blocked) this.setBlocked(false);
    const added = this.bots.addMessage(this.bot, chat, message);
    const shown = apiMessage(this.bot, chat, added);
    const command = /^\/\S+/.exec(message.text);
    const entities = command && [{ type: 'bot_command', offset: 0, length: command[0].length }];
    const update = this.queue('message', entities ? { ...shown, entities } : shown);
    return { message: added, update };
  }

  private chat(): Chat {
    return this.bots.chatWith(this.bot, this.person);
  }

  private setBlocked(blocked: boolean): Update {
    const chat = this.chat();
    chat.blocked = blocked;
    const { bot, person } = this;
    this.bots.tell({ type: 'membership', botId: bot.id, chatId: person.id, blocked });
    const member = (status: string): object => ({
      status,
      user: { id: bot.id, is_bot: true, first_name: bot.name, username: bot.username },
      ...(status === 'kicked' ? { until_date: 0 } : {}),
    });
    return this.queue('my_chat_member', {
      chat: { id: person.id, type: 'private', first_name: person.name },
      from: userOf(person),
      date: Math.floor(Date.now() / 1000),
      old_chat_member: member(blocked ? 'member' : 'kicked'),
      new_chat_member: member(blocked ? 'kicked' : 'member'),
    });
  }

  private queue(kind: string, body: unknown): Update {
    return this.bots.queueUpdate(this.bot, this.person.id, kind, body);
  }
}

function extensionOf(mimeType: string): string {
  return mimeType === 'image/png' ? 'png' : 'jpg';
}
