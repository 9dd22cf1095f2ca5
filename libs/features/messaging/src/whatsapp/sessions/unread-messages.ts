/**
 * Messages of buyers that could not be read. Each has been asked for again, of its sender or of the seller's phone; one
 * that does not come for all that is given up here, so that neither its buyer nor the seller waits in vain.
 */
import type { UndecryptableMessage, WhatsappMessage } from '#clients/whatsapp';

/** More than ever wait at once, unless something is very wrong. */
const WAITING_MAX = 1_000;

/** Those of one account. */
export class UnreadMessages {
  private readonly waiting = new Map<string, NodeJS.Timeout>();

  /** @param lost told of each that has not come within `patienceMs` */
  constructor(
    private readonly patienceMs: number,
    private readonly lost: (message: UndecryptableMessage) => void,
  ) {}

  /** It is to come again. */
  expect(message: UndecryptableMessage): void {
    const { id, fromMe, reason } = message;
    if (fromMe || reason === 'already_read') return;
    if (this.waiting.has(id) || this.waiting.size >= WAITING_MAX) return;
    const timer = setTimeout(() => {
      this.waiting.delete(id);
      this.lost(message);
    }, this.patienceMs).unref();
    this.waiting.set(id, timer);
  }

  /** It could be read. */
  came({ id }: Pick<WhatsappMessage, 'id'>): void {
    clearTimeout(this.waiting.get(id));
    this.waiting.delete(id);
  }

  /** The account is let go of. */
  stop(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
  }
}
