/** In which chats of an account "typing" stands: since when, and until it is not asked for any more. */

/** So long it stands after the last time it was asked for. */
export const SHOWN_MS = 12_000;

interface Shown {
  since: number;
  end: NodeJS.Timeout;
}

/** The chats of one account. */
export class ChatTyping {
  private readonly shown = new Map<string, Shown>();

  /** @param hide ends it in a chat; never throws */
  constructor(private readonly hide: (chat: string) => void) {}

  /** It is to stand a while longer. */
  extend(chat: string): void {
    const before = this.shown.get(chat);
    clearTimeout(before?.end);
    const end = setTimeout(() => this.clear(chat), SHOWN_MS).unref();
    this.shown.set(chat, { since: before?.since ?? Date.now(), end });
  }

  /** How long it has stood there, ms. */
  shownForMs(chat: string): number {
    const shown = this.shown.get(chat);
    return shown ? Date.now() - shown.since : 0;
  }

  /** Ends it there, if it stands. */
  clear(chat: string): void {
    const shown = this.shown.get(chat);
    if (!shown) return;
    this.forget(chat, shown);
    this.hide(chat);
  }

  /** The account is let go of: nothing is hidden any more. */
  stop(): void {
    for (const [chat, shown] of this.shown) this.forget(chat, shown);
  }

  private forget(chat: string, shown: Shown): void {
    clearTimeout(shown.end);
    this.shown.delete(chat);
  }
}
