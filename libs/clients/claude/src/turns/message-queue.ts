/** The SDK's streaming input: messages are pushed one by one while the process lives; `end` closes its stdin. */

/** An async iterable that waits for pushes. For one reader. */
export class MessageQueue<T> implements AsyncIterable<T> {
  private readonly waiting: T[] = [];
  private wake: (() => void) | null = null;
  private ended = false;

  /** Hands over one message. */
  push(message: T): void {
    this.waiting.push(message);
    this.wake?.();
  }

  /** No more messages will come. */
  end(): void {
    this.ended = true;
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const next = this.waiting.shift();
      if (next !== undefined) {
        yield next;
        continue;
      }
      if (this.ended) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = null;
    }
  }
}
