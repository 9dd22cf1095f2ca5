/** The WhatsApp accounts whose sockets are open in this process. Filled by the host, used by the driver. */
import { Injectable } from '@nestjs/common';
import type { Id } from '#platform/ids';
import type { OutgoingMessage, SendOutcome } from '../../channels/channel-driver.js';

/** The worker that answers need not hold the socket; the one that does hears here: `{ channelId, chatId }`. */
export const SHOW_TYPING = 'whatsapp-show-typing';

/** An account in this process, as the driver uses it. */
export interface HeldAccount {
  newMessageId(): string;
  send(message: OutgoingMessage): Promise<SendOutcome>;
  showTyping(chatId: string): Promise<void>;
}

@Injectable()
export class WhatsappSessions {
  private readonly held = new Map<Id<'chn'>, HeldAccount>();

  get(id: Id<'chn'>): HeldAccount | null {
    return this.held.get(id) ?? null;
  }

  add(id: Id<'chn'>, account: HeldAccount): void {
    this.held.set(id, account);
  }

  /** Only that one: this worker may have taken the channel again while the earlier session was ending. */
  remove(id: Id<'chn'>, account: HeldAccount): void {
    if (this.held.get(id) === account) this.held.delete(id);
  }
}
