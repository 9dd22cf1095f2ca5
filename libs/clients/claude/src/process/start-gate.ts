/** A counting semaphore: a start eats most of a core for half a second, so that more at once only slow each other. */

/** Lets at most `places` tasks run at once; the others wait in order. */
export class StartGate {
  private readonly queue: (() => void)[] = [];

  constructor(private places: number) {}

  /** Runs the task when a place is free. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.places > 0) this.places -= 1;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.places += 1;
    }
  }
}
