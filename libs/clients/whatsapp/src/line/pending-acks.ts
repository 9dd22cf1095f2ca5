/** Messages on their way: each waits for WhatsApp's word about it, for a time. */
import type { WhatsappReceipt } from '../messages/whatsapp-message.js';
import { rejected, unconfirmed } from '../whatsapp.errors.js';

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

/** See the head of this file. */
export class PendingAcks {
  private readonly waiting = new Map<string, Waiting>();

  /** Resolves when that message is accepted. Rejects with `whatsapp.rejected` or `whatsapp.unconfirmed`. */
  wait(messageId: string, timeoutMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(unconfirmed()), timeoutMs);
    const entry = { resolve, reject };
    this.waiting.set(messageId, entry);
    promise
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(timer);
        if (this.waiting.get(messageId) === entry) this.waiting.delete(messageId);
      });
    return promise;
  }

  /** Takes note of what the line said. A receipt from the other side proves acceptance as well. */
  settle({ id, status, code }: WhatsappReceipt): void {
    const entry = this.waiting.get(id);
    if (status === 'failed') entry?.reject(rejected(code ?? 'unknown'));
    else entry?.resolve();
  }

  /** Gives that one up, because it could not be written. */
  fail(messageId: string, error: Error): void {
    this.waiting.get(messageId)?.reject(error);
  }

  /** The connection is gone: nobody will ever say. */
  failAll(): void {
    for (const entry of this.waiting.values()) entry.reject(unconfirmed());
  }
}
